import { DATAGRAM_HEADER } from '@otel-xray/format';
import { daemonConfig, setDaemonAddress } from '../setup/daemon-config.ts';
import { endPending } from './recording.ts';

/** The part of an entity that is written. */
interface Formatted {
  format(): string;
  toString(): string;
}

/** The SDK's emitter, which tests replace. Documents are written by the exporter; `send` only flushes ended spans. */
export const SegmentEmitter: {
  daemonConfig: typeof daemonConfig;
  /** The datagram of an entity. */
  format(segment: Formatted): string;
  send(segment: Formatted): void;
  setDaemonAddress(address: string): void;
  getIp(): string;
  getPort(): number;
  disableReusableSocket(): void;
} = {
  daemonConfig,
  format: (segment) => `${DATAGRAM_HEADER}${segment}`,
  send: () => endPending(),
  setDaemonAddress,
  getIp: () => daemonConfig.udp_ip,
  getPort: () => daemonConfig.udp_port,
  // The exporter's socket keeps no process alive, and is closed while the function is frozen.
  disableReusableSocket: () => undefined,
};
