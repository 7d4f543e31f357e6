import type { HostAndPort } from '@otel-xray/format';
import { platformDocumentBytes } from '../sockets/datagram-limit.ts';
import { connectDatagramSocket, type DatagramSocket, resolveAddresses } from '../sockets/datagram-socket.ts';
import {
  type DatagramLimit,
  DatagramWriter,
  isTooLarge,
  NoRoomError,
  type SplitDocument,
} from '../sockets/datagram-writer.ts';
import { FlowControl } from '../sockets/flow-control.ts';
import { createReceiveQueueReader, type IpAddress } from '../sockets/receive-queue.ts';
import { documentId } from './document-head.ts';
import type { ExportResponse, Transport, UnprocessedDocument } from './transport.ts';

/**
 * Minimum time to wait for an ICMP "port unreachable" before reporting success. Documents that arrive meanwhile leave together: waking the
 * program and the daemon for each datagram costs more than writing it (measured).
 */
const REFUSAL_MILLIS = 5;

/** Time after which the host name is looked up again. */
const RESOLVE_MILLIS = 60_000;

/** Time for a socket that is opened before there is a document. */
const EARLY_MILLIS = 1_000;

/** Longest time that one event-loop turn writes datagrams. */
const TURN_MILLIS = 2;

export interface UdpOptions {
  /** Milliseconds of a monotonic clock. */
  readonly clock?: () => number;
  /** Cuts a document that is larger than a datagram; without it, such a document is refused. */
  readonly split?: SplitDocument;
  /** Whether a call of one document waits for "port unreachable". Default true. Longer calls always do. */
  readonly staysForRefusal?: boolean;
  /** Whether the socket is opened without waiting for the first document. Default false. */
  readonly opensEarly?: boolean;
  /** Called with the number of datagrams that the kernel dropped at the receiver, where that can be seen. */
  readonly onKernelDrops?: (datagrams: number) => void;
}

/**
 * Sends each document as one datagram to the daemon, the CloudWatch agent or a collector, no faster than its receive buffer allows.
 * Nothing is acknowledged: success means that the system accepted the datagrams and reported no unreachable port.
 *
 * All addresses of a host name are tried in order, and the one that worked is used until it fails.
 */
export function createUdpTransport(
  address: HostAndPort,
  {
    clock = () => performance.now(),
    split,
    staysForRefusal = true,
    opensEarly = false,
    onKernelDrops = () => {},
  }: UdpOptions = {},
): Transport {
  const limit: DatagramLimit = { maxDocumentBytes: platformDocumentBytes(process.platform) };
  let addresses: readonly IpAddress[] = [];
  let resolvedAt = Number.NEGATIVE_INFINITY;
  let current: IpAddress | undefined;
  let connection: Connection | undefined;
  // One writer at a time: two would spend the same room twice.
  let lastWrite: Promise<unknown> = Promise.resolve();

  const connect = async (timeoutMillis: number): Promise<Connection> => {
    if (current === undefined || clock() - resolvedAt >= RESOLVE_MILLIS) {
      disconnect();
      addresses = await resolveAddresses(address, timeoutMillis);
      resolvedAt = clock();
      current = addresses.find(({ ip }) => ip === current?.ip) ?? addresses[0];
    }
    if (connection?.datagrams.error !== undefined) disconnect();
    connection ??= await openConnection(current as IpAddress, timeoutMillis);
    return connection;
  };
  const openConnection = async (to: IpAddress, timeoutMillis: number): Promise<Connection> => {
    const datagrams = await connectDatagramSocket(to, timeoutMillis);
    const reader = createReceiveQueueReader(to, datagrams.localIp);
    const flow = new FlowControl({ reader, clock, pause, onDrops: onKernelDrops });
    return { datagrams, flow, writer: new DatagramWriter({ datagrams, flow, limit, split, clock }), waitingCalls: 0 };
  };
  const disconnect = (): void => {
    // The last chance to see what the kernel dropped.
    connection?.flow.close();
    connection?.datagrams.close();
    connection = undefined;
  };
  /** Moves on from an address that failed, unless another call has done so. */
  const leave = (failed: IpAddress): void => {
    if (current !== failed) return;
    disconnect();
    current = addresses[(addresses.indexOf(failed) + 1) % addresses.length];
  };
  const sendOnce = async (documents: readonly Uint8Array[], deadline: number): Promise<Result> => {
    let start = clock();
    let to: IpAddress | undefined;
    const write = async (): Promise<Written> => {
      const opening = connect(Math.max(deadline - clock(), 1));
      to = current;
      const opened = await opening;
      to = current;
      start = clock();
      return writeAll(documents, opened, deadline, clock);
    };
    const written = lastWrite.then(write);
    lastWrite = written.catch(() => undefined);
    try {
      const { opened, unprocessed, unsent } = await written;
      if (unsent !== undefined) return { response: { status: 'retryable', error: unsent } };
      if (staysForRefusal || documents.length > 1) {
        opened.waitingCalls++;
        await waitForRefusal(clock() - start);
        opened.waitingCalls--;
      }
      const { datagrams } = opened;
      if (datagrams.error !== undefined) return { response: { status: 'failure', error: datagrams.error }, failed: to };
      return { response: unprocessed.length === 0 ? { status: 'success' } : { status: 'success', unprocessed } };
    } catch (error) {
      return { response: { status: 'retryable', error: error as Error }, failed: to };
    }
  };
  // The first document tries again.
  if (opensEarly) lastWrite = connect(EARLY_MILLIS).catch(() => undefined);
  return {
    async send(documents, timeoutMillis) {
      const deadline = clock() + timeoutMillis;
      let first: ExportResponse | undefined;
      for (let tries = 1; ; tries++) {
        const { response, failed } = await sendOnce(documents, deadline);
        if (failed === undefined) return response;
        leave(failed);
        first ??= response;
        if (tries < addresses.length) continue;
        // The name may stand for other addresses by now.
        resolvedAt = Number.NEGATIVE_INFINITY;
        return first;
      }
    },
    async shutdown() {
      disconnect();
      // A connection may just be opening.
      await lastWrite;
      disconnect();
    },
  };
}

interface Connection {
  readonly datagrams: DatagramSocket;
  readonly flow: FlowControl;
  readonly writer: DatagramWriter;
  /** Calls that wait for "port unreachable". */
  waitingCalls: number;
}

interface Result {
  readonly response: ExportResponse;
  /** Address that could not be reached. */
  readonly failed?: IpAddress | undefined;
}

interface Written {
  readonly opened: Connection;
  readonly unprocessed: readonly UnprocessedDocument[];
  /** Reason why no document was written. */
  readonly unsent?: Error;
}

async function writeAll(
  documents: readonly Uint8Array[],
  opened: Connection,
  deadline: number,
  clock: () => number,
): Promise<Written> {
  const { datagrams, writer } = opened;
  const unprocessed: UnprocessedDocument[] = [];
  const refuse = (document: Uint8Array, ErrorCode: string, { message }: Error): void => {
    unprocessed.push({ Id: documentId(document), ErrorCode, Message: message });
  };
  let turnStart = clock();
  for (const [at, document] of documents.entries()) {
    if (datagrams.error !== undefined) break;
    if (clock() - turnStart > TURN_MILLIS) {
      await nextTurn();
      turnStart = clock();
    }
    // An unreachable port is reported to the send after the one that found it: without a callback, to nobody.
    const endsWait = at === 0 ? opened.waitingCalls > 0 : at === documents.length - 1;
    // The waiting call has ended by then, and the memory of the documents may be used again.
    const isLate = clock() >= deadline;
    if (!isLate && !endsWait && writer.writeNow(document)) continue;
    const error = isLate ? new NoRoomError('the time was up') : await writer.write(document, deadline);
    turnStart = clock();
    if (error instanceof NoRoomError) {
      if (at === 0) return { opened, unprocessed, unsent: error };
      for (const left of documents.slice(at)) refuse(left, 'ReceiveBufferTimeout', error);
      break;
    }
    if (error === undefined) continue;
    if (isTooLarge(error)) refuse(document, 'DatagramTooLarge', error);
    else datagrams.fail(error);
  }
  while (!datagrams.isClosed && queuedIn(datagrams.socket) > 0) await pause(1);
  return { opened, unprocessed };
}

/** Datagrams that wait in the process. Deno does not count them. */
function queuedIn(socket: DatagramSocket['socket']): number {
  return (socket as Partial<typeof socket>).getSendQueueCount?.() ?? 0;
}

/** An unreachable port is an error of the socket, once the loop has polled it: a timer alone may fire before that. */
async function waitForRefusal(passedMillis: number): Promise<void> {
  await pause(Math.max(1, REFUSAL_MILLIS - passedMillis));
  await nextTurn();
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** Immediates run right after the loop has polled its sockets. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
