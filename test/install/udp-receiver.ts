import { createSocket } from 'node:dgram';
import { quietPort } from '@otel-xray/test-kit';

/** Receives segment documents as an X-Ray daemon that has no TCP port. */
export interface UdpReceiver {
  /** `host:port` for `AWS_XRAY_DAEMON_ADDRESS`. */
  readonly address: string;
  /** The trace ids that arrived, each once. */
  traceIds(): readonly string[];
  /** Documents that arrived. */
  count(): number;
  close(): void;
}

export async function startUdpReceiver(): Promise<UdpReceiver> {
  // Programs try TCP first; nothing must listen there.
  const port = await quietPort();
  const ids: string[] = [];
  const socket = createSocket('udp4', (datagram) => {
    const text = datagram.toString();
    ids.push(JSON.parse(text.slice(text.indexOf('\n'))).trace_id);
  });
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${port}`,
    traceIds: () => [...new Set(ids)],
    count: () => ids.length,
    close: () => void socket.close(),
  };
}
