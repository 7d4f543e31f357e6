import { getLogger } from '../ground/logger.ts';

/** Where the daemon listens. */
export const daemonConfig: { udp_ip: string; udp_port: number; tcp_ip: string; tcp_port: number } = {
  udp_ip: '127.0.0.1',
  udp_port: 2000,
  tcp_ip: '127.0.0.1',
  tcp_port: 2000,
};

const listeners: (() => void)[] = [];

/** Calls a function after each change of the address. */
export function onDaemonAddress(listener: () => void): void {
  listeners.push(listener);
}

/** Returns the address in the form that the exporter reads. */
export function daemonAddress(): string {
  const { udp_ip, udp_port, tcp_ip, tcp_port } = daemonConfig;
  return `tcp:${tcp_ip}:${tcp_port} udp:${udp_ip}:${udp_port}`;
}

/**
 * Sets where the daemon listens, `host:port` or `tcp:host:port udp:host:port`. Default `127.0.0.1:2000`. Environment:
 * `AWS_XRAY_DAEMON_ADDRESS`, which takes precedence.
 * @throws Error for an address in neither form
 */
export function setDaemonAddress(address: string): void {
  if (process.env['AWS_XRAY_DAEMON_ADDRESS']) {
    getLogger().warn(
      'Ignoring call to setDaemonAddress as AWS_XRAY_DAEMON_ADDRESS is set. The current daemon address will not be changed.',
    );
    return;
  }
  readAddress(address);
  getLogger().info(`Configured daemon address to ${address}.`);
  for (const listener of listeners) listener();
}

/** The README of the SDK shows a comma between the two addresses, its code a blank: both are read. */
const BETWEEN = /[\s,]+/;

function readAddress(address: string): void {
  if (!address.includes(':')) throw new Error('Invalid Daemon Address. You must specify an ip and port.');
  const parts = address.trim().split(BETWEEN);
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) readPlain(first);
  else if (parts.length === 2) readPair(parts);
}

function readPlain(address: string): void {
  if (/udp|tcp/.test(address)) throw new Error('Invalid Daemon Address. You must specify both tcp and udp addresses.');
  const [host, port] = address.split(':');
  if (!host) throw new Error('Invalid Daemon Address. You must specify an ip.');
  Object.assign(daemonConfig, { udp_ip: host, tcp_ip: host, udp_port: Number(port), tcp_port: Number(port) });
}

function readPair(parts: readonly string[]): void {
  const addresses = Object.fromEntries(
    parts.map((part) => {
      const [protocol, host, port] = part.split(':');
      return [protocol, { host, port: Number.parseInt(port ?? '', 10) }];
    }),
  );
  const { udp, tcp } = addresses as Record<string, { host: string; port: number } | undefined>;
  if (!udp?.port || !tcp?.port) throw new Error('Invalid Daemon Address. You must specify port number.');
  Object.assign(daemonConfig, { udp_ip: udp.host, udp_port: udp.port, tcp_ip: tcp.host, tcp_port: tcp.port });
}

const fromEnvironment = process.env['AWS_XRAY_DAEMON_ADDRESS'];
if (fromEnvironment) readAddress(fromEnvironment);
