import type { Folder } from './folder.ts';
import { startUdpReceiver } from './udp-receiver.ts';

/** Starts a program of Node and expects one trace at a UDP socket. */
export async function sendsOneTrace(
  folder: Folder,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  node = process.execPath,
): Promise<void> {
  const receiver = await startUdpReceiver();
  try {
    const output = await folder.run(node, args, { env: { AWS_XRAY_DAEMON_ADDRESS: receiver.address, ...env } });
    const ids = receiver.traceIds();
    if (ids.length !== 1) throw new Error(`${ids.length} traces arrived, expected 1\n${output.stdout}${output.stderr}`);
  } finally {
    receiver.close();
  }
}
