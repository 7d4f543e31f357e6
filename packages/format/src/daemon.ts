/** Where the daemon listens when nothing else is said. Source: X-Ray daemon, "Configuring the AWS X-Ray daemon". */
export const DEFAULT_DAEMON_ADDRESS = '127.0.0.1:2000';

/** The environment variable with the daemon's address. Whoever needs it reads it when an object is made, never at import. */
export const ENV_DAEMON_ADDRESS = 'AWS_XRAY_DAEMON_ADDRESS';

/** One listening socket; an IPv6 host has no brackets here. */
export interface HostAndPort {
  readonly host: string;
  /** 1 to 65,535. */
  readonly port: number;
}

/** Where segments go (`udp`) and where the sampling calls go (`tcp`). */
export interface DaemonAddress {
  readonly udp: HostAndPort;
  readonly tcp: HostAndPort;
  /** The address was usable but not meant by the X-Ray SDKs: one line to log once. */
  readonly warning?: string;
}

/**
 * Reads a daemon address: `host:port` for both sockets, or `tcp:host:port udp:host:port` in either order.
 * An IPv6 host is in brackets. Never throws.
 * @returns the two sockets, or under `rejected` what is wrong with the text, to be put behind the name of its source
 * Source: X-Ray SDK for Node.js, "Configuring the X-Ray SDK", `AWS_XRAY_DAEMON_ADDRESS`; brackets and a lone part are ours.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html#xray-sdk-nodejs-configuration-envvars
 * @example parseDaemonAddress('tcp:10.0.0.1:2000 udp:10.0.0.2:2000')
 */
export function parseDaemonAddress(text: string): DaemonAddress | { readonly rejected: string } {
  const parts = text.trim().split(/\s+/);
  if (parts.length > 2) return { rejected: `${quote(text)} has ${parts.length} parts, expected one or two` };

  const sockets: { udp?: HostAndPort; tcp?: HostAndPort } = {};
  for (const part of parts) {
    const protocol = protocolOf(part);
    const socket = parseHostAndPort(protocol ? part.slice(protocol.length + 1) : part);
    if ('rejected' in socket) return { rejected: `${quote(text)}: ${socket.rejected}` };
    if (!protocol && parts.length === 1) return { udp: socket, tcp: socket };
    if (!protocol) return { rejected: `${quote(text)}: two parts need a "tcp:" and a "udp:" in front` };
    if (sockets[protocol]) return { rejected: `${quote(text)} names ${protocol} twice` };
    sockets[protocol] = socket;
  }

  const { udp, tcp } = sockets;
  if (udp && tcp) return { udp, tcp };
  const [only, missing] = udp ? ['udp', 'tcp'] : ['tcp', 'udp'];
  const socket = (udp ?? tcp) as HostAndPort;
  return {
    udp: socket,
    tcp: socket,
    warning: `${quote(text)} names ${only} only; ${missing} takes the same host and port`,
  };
}

function protocolOf(part: string): 'udp' | 'tcp' | undefined {
  if (part.startsWith('udp:')) return 'udp';
  if (part.startsWith('tcp:')) return 'tcp';
  return undefined;
}

function parseHostAndPort(text: string): HostAndPort | { rejected: string } {
  const colon = text.lastIndexOf(':');
  // The last colon of `[::1]` is part of the host.
  if (colon === -1 || text.endsWith(']')) return { rejected: `the port of ${quote(text)} is missing` };

  const digits = text.slice(colon + 1);
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port < 1 || port > 65_535) return { rejected: `the port ${quote(digits)} is not a number from 1 to 65535` };

  const name = text.slice(0, colon);
  const bracketed = name.startsWith('[') && name.endsWith(']');
  const host = bracketed ? name.slice(1, -1) : name;
  if (host === '') return { rejected: 'the host is missing' };
  if (!bracketed && host.includes(':'))
    return { rejected: `the host ${quote(host)} has a colon (an IPv6 host is in brackets)` };
  return { host, port };
}

/** Header of each datagram, before the document: 29 bytes and a newline. Source: X-Ray guide, "Sending trace data". */
export const DATAGRAM_HEADER = '{"format":"json","version":1}\n';

/**
 * The bytes of one datagram: the header, then the document's JSON text in UTF-8.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 * @example socket.send(formatDatagram(JSON.stringify(document)), 2000, '127.0.0.1');
 */
export function formatDatagram(document: string): Uint8Array {
  return new TextEncoder().encode(DATAGRAM_HEADER + document);
}

/**
 * Splits a datagram as the daemon does: a JSON header up to the first newline, then the document, which is not parsed.
 * Never throws. Bytes that are no UTF-8 become U+FFFD.
 * @returns the document's text, or under `rejected` why the daemon would drop the datagram
 * Source: seen with X-Ray daemon 3.6.6. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 * @example parseDatagram(formatDatagram('{}')) // { document: '{}' }
 */
export function parseDatagram(bytes: Uint8Array): { readonly document: string } | { readonly rejected: string } {
  const newline = bytes.indexOf(NEWLINE);
  if (newline === -1) return { rejected: 'no newline after the header' };
  if (newline === bytes.length - 1) return { rejected: 'nothing after the header' };

  // A byte order mark stays: the daemon rejects it in the header and forwards it in the document.
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const header = utf8.decode(bytes.subarray(0, newline));
  const problem = header === USUAL_HEADER ? undefined : problemOfHeader(header);
  return problem ? { rejected: problem } : { document: utf8.decode(bytes.subarray(newline + 1)) };
}

const NEWLINE = 10;
const USUAL_HEADER = DATAGRAM_HEADER.slice(0, -1);

function problemOfHeader(text: string): string | undefined {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return 'the header is not JSON';
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) return 'the header is not an object';

  const members = new Map(Object.entries(header).map(([name, value]) => [name.toLowerCase(), value]));
  const format = members.get('format');
  if (typeof format !== 'string' || format.toLowerCase() !== 'json') return 'the format is not "json"';
  // The daemon reads a whole number, so 1.0 is refused; JSON.parse alone cannot distinguish the two.
  if (members.get('version') !== 1 || !/"version"\s*:\s*1\s*[,}]/i.test(text)) return 'the version is not 1';
  return undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
