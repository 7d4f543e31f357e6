import type * as fs from 'node:fs';
import { builtIn } from '@otel-xray/runtime';

/** State of the receiver's socket, as the kernel shows it. */
export interface ReceiveQueue {
  /** Bytes of allocated memory in its receive queue. */
  readonly queuedBytes: number;
  /** Datagrams that the kernel has dropped there since the socket was opened. */
  readonly drops: number;
  /** Identifies the socket: another one has a count of its own. */
  readonly inode: string;
}

/** One IP address and port. */
export interface IpAddress {
  readonly ip: string;
  readonly port: number;
}

/** Receive buffer of a socket that sets no other size (`net.core.rmem_default`). */
const DEFAULT_BUFFER_BYTES = 212_992;

/** A machine with more UDP sockets than this shows (about 2,000) is not read: each look would cost the application milliseconds. */
const MAX_TABLE_BYTES = 262_144;

const TABLES = ['/proc/net/udp', '/proc/net/udp6'];

/** Value of the column `st` of a socket that is not connected. */
const UNCONNECTED = '07';

/**
 * Finds the socket that receives datagrams for an address in the text of `/proc/net/udp` or `/proc/net/udp6`. Only the column of the local
 * address counts: the sender's own line has the same address in the column of the remote one. If several sockets share the address
 * (`SO_REUSEPORT`), returns the fullest queue and all of their drops.
 * Source: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 *
 * @param locals local addresses to accept, as `hexLocalAddresses` returns them
 */
export function findReceiveQueue(table: string, locals: readonly string[]): ReceiveQueue | undefined {
  let found: ReceiveQueue | undefined;
  for (const local of locals) {
    for (let at = table.indexOf(local); at >= 0; at = table.indexOf(local, at + local.length)) {
      const end = table.indexOf('\n', at);
      const fields = table
        .slice(at, end < 0 ? undefined : end)
        .trim()
        .split(/\s+/);
      // The remote column holds the same text when somebody sends there.
      if (!/^\s*\d+: $/.test(table.slice(table.lastIndexOf('\n', at) + 1, at)) || fields[2] !== UNCONNECTED) continue;
      const queue = {
        queuedBytes: Number.parseInt(fields[3]?.split(':')[1] ?? '', 16),
        drops: Number(fields.at(-1)),
        inode: fields[8] ?? '',
      };
      if (Number.isNaN(queue.queuedBytes) || Number.isNaN(queue.drops)) continue;
      found =
        found === undefined
          ? queue
          : {
              queuedBytes: Math.max(found.queuedBytes, queue.queuedBytes),
              drops: found.drops + queue.drops,
              inode: `${found.inode} ${queue.inode}`,
            };
    }
    // A socket bound to the address itself receives before one that is bound to all addresses.
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Returns the local addresses a receiver may be bound to, in the form of the kernel's tables, the most specific first.
 *
 * @param isOnThisMachine whether the address is one of this machine's: only then may a socket that is bound to all addresses be the
 * receiver
 */
export function hexLocalAddresses({ ip, port }: IpAddress, isOnThisMachine: boolean): string[] {
  const portHex = port.toString(16).toUpperCase().padStart(4, '0');
  const isIPv6 = ip.includes(':');
  const bytes = isIPv6 ? ipv6Bytes(ip) : ipv4Bytes(ip);
  const exact = isIPv6 ? [bytes] : [bytes, [...MAPPED, ...bytes]];
  const wildcards = isIPv6 ? [Array(16).fill(0)] : [Array(4).fill(0), Array(16).fill(0)];
  return [...exact, ...(isOnThisMachine ? wildcards : [])].map((each) => `${hexOf(each)}:${portHex} `);
}

/** Prefix of an IPv4 address in a socket for both families. */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The kernel prints each 32-bit word as a number of the machine's own byte order. */
function hexOf(bytes: readonly number[]): string {
  let hex = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.slice(at, at + 4);
    if (IS_LITTLE_ENDIAN) word.reverse();
    hex += word.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
  }
  return hex;
}

function ipv4Bytes(ip: string): number[] {
  return ip.split('.').map(Number);
}

function ipv6Bytes(ip: string): number[] {
  // A zone (`fe80::1%eth0`) is no part of the address in the table.
  const [address = ''] = ip.split('%');
  const last = address.slice(address.lastIndexOf(':') + 1);
  const dotted = last.includes('.') ? ipv4Bytes(last) : [];
  const text = dotted.length > 0 ? address.slice(0, -last.length) + toHextets(dotted) : address;
  const [head = '', tail] = text.split('::');
  const start = hextets(head);
  if (tail === undefined) return start;
  const end = hextets(tail);
  return [...start, ...Array(16 - start.length - end.length).fill(0), ...end];
}

function hextets(text: string): number[] {
  return text
    .split(':')
    .filter((part) => part !== '')
    .flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 0xff]);
}

function toHextets(bytes: readonly number[]): string {
  const at = (index: number): number => bytes[index] ?? 0;
  return [at(0) * 256 + at(1), at(2) * 256 + at(3)].map((part) => part.toString(16)).join(':');
}

/** Reads the receive queue of one address. */
export interface ReceiveQueueReader {
  /** Bytes of the receiver's buffer, unless it has set more. */
  readonly bufferBytes: number;
  /** Returns the queue, or `undefined` if it cannot be seen (any more). One call takes about 20 µs. */
  readonly look: () => ReceiveQueue | undefined;
  /** Closes the file that the reader holds; a second call has no effect. */
  readonly close: () => void;
}

/**
 * Creates a reader of the receiver's queue. Works on Linux, if the receiver is on this machine and in the same network namespace.
 *
 * @param localIp address of the sender's connected socket, which is the receiver's own if that is on this machine
 * @returns `undefined` if the queue cannot be seen
 */
export function createReceiveQueueReader(receiver: IpAddress, localIp: string): ReceiveQueueReader | undefined {
  if (process.platform !== 'linux') return undefined;
  const isOnThisMachine = receiver.ip === localIp || /^127\.|^::1$/.test(receiver.ip);
  const locals = hexLocalAddresses(receiver, isOnThisMachine);
  for (const path of TABLES) {
    const table = openTable(path);
    if (table === undefined) continue;
    const look = (): ReceiveQueue | undefined => findReceiveQueue(table.read(), locals);
    if (look() !== undefined) return { bufferBytes: defaultBufferBytes(), look, close: table.close };
    table.close();
  }
  return undefined;
}

function defaultBufferBytes(): number {
  try {
    return Number(nodeFs().readFileSync('/proc/sys/net/core/rmem_default', 'latin1')) || DEFAULT_BUFFER_BYTES;
  } catch {
    // Containers with a network namespace of their own may not have it.
    return DEFAULT_BUFFER_BYTES;
  }
}

/** Shared by all reads, which are synchronous. */
let scratch: Buffer | undefined;

/**
 * The kernel hands out a page at a time, at least 4 kB, and stops before a line that does not fit: less than this was all. A read that
 * only finds the end costs as much as the one before, since the kernel walks all sockets again.
 */
const LAST_PART_BYTES = 2_048;

interface Table {
  /** Returns the text; the empty string if it cannot be read or is too large. */
  readonly read: () => string;
  /** A second call has no effect. */
  readonly close: () => void;
}

/** Opens a table, which stays open: to open and close it costs as much as to read it. Returns `undefined` if there is none. */
function openTable(path: string): Table | undefined {
  let file: number | undefined;
  try {
    file = nodeFs().openSync(path, 'r');
  } catch {
    return undefined;
  }
  return {
    read: () => (file === undefined ? '' : readTable(file)),
    close() {
      const open = file;
      file = undefined;
      if (open !== undefined) close(open);
    },
  };
}

function readTable(file: number): string {
  try {
    scratch ??= Buffer.allocUnsafeSlow(MAX_TABLE_BYTES);
    let end = 0;
    const { readSync } = nodeFs();
    for (let read = MAX_TABLE_BYTES; read > LAST_PART_BYTES && end < MAX_TABLE_BYTES; end += read)
      read = readSync(file, scratch, end, MAX_TABLE_BYTES - end, end);
    return end < MAX_TABLE_BYTES ? scratch.toString('latin1', 0, end) : '';
  } catch {
    return '';
  }
}

function close(file: number): void {
  try {
    nodeFs().closeSync(file);
  } catch {
    // The descriptor is gone either way.
  }
}

let loaded: typeof fs | undefined;

function nodeFs(): typeof fs {
  loaded ??= builtIn<typeof fs>('node:fs');
  return loaded;
}
