import type { Socket } from 'node:dgram';
import { DATAGRAM_HEADER, type HostAndPort } from '@otel-xray/format';
import { withoutTracing } from '@otel-xray/runtime';
import { nextDocumentBytes, platformDocumentBytes } from './datagram-limit.ts';
import { documentId } from './document-head.ts';
import type { ExportResponse, Transport } from './transport.ts';

/** The daemon keeps the kernel's small receive buffer: more than this at once is lost there in silence (measured). */
const BURST_DATAGRAMS = 32;
const BURST_BYTES = 48_000;
const PAUSE_MILLIS = 1;

/**
 * How long a call stays at least to hear of a dead port. What comes meanwhile goes together in the next one: that each datagram by itself wakes
 * the program and the daemon costs more than to write it (measured).
 */
const STAY_MILLIS = 5;

/** How long an address is trusted. */
const RESOLVE_MILLIS = 60_000;

const HEADER = new TextEncoder().encode(DATAGRAM_HEADER);

export interface UdpOptions {
  /** Milliseconds that only grow. */
  readonly clock?: () => number;
  /** Cuts a document that is larger than a datagram; without, it is refused. */
  readonly split?: (document: Uint8Array, maxBytes: number) => readonly Uint8Array[];
  /** Whether a call of one document stays to hear of a dead port. Default yes. Longer ones always do. */
  readonly staysForRefusal?: boolean;
}

/**
 * Sends each document as one datagram to the daemon, the CloudWatch agent or a collector, paced; one that the system refuses for its size is
 * cut, and so are those after it. Nothing answers: success means that the system took them and that nobody is known to be missing at the other
 * end.
 */
export function createUdpTransport(
  address: HostAndPort,
  { clock = () => performance.now(), split, staysForRefusal = true }: UdpOptions = {},
): Transport {
  const sender: Sender = {
    clock,
    maxBytes: platformDocumentBytes(process.platform),
    split,
    staysForRefusal,
    burst: { datagrams: 0, bytes: 0, at: 0 },
  };
  let connection: Promise<Connection> | undefined;
  let connectedAt = 0;
  // One call after the other: two at a time would be twice the pace.
  let before: Promise<unknown> = Promise.resolve();

  const connect = async (): Promise<Connection> => {
    const last = await connection?.catch(() => undefined);
    if (last !== undefined && !last.isBroken && clock() - connectedAt < RESOLVE_MILLIS) return last;
    last?.close();
    connectedAt = clock();
    connection = openConnection(address, sender);
    return connection;
  };
  const sendNext = async (documents: readonly Uint8Array[]): Promise<ExportResponse> => {
    try {
      return await (await connect()).send(documents);
    } catch (error) {
      connection = undefined;
      return { status: 'retryable', error: error as Error };
    }
  };
  return {
    send(documents) {
      const outcome = before.then(() => sendNext(documents));
      before = outcome;
      return outcome;
    },
    async shutdown() {
      const last = await connection?.catch(() => undefined);
      connection = undefined;
      last?.close();
    },
  };
}

/** What outlives a socket. */
interface Sender {
  readonly clock: () => number;
  /** What a datagram holds, learnt from those that were refused. */
  maxBytes: number;
  readonly split: UdpOptions['split'] | undefined;
  readonly staysForRefusal: boolean;
  readonly burst: Burst;
}

/** What was sent without a pause of a millisecond in between. */
interface Burst {
  datagrams: number;
  bytes: number;
  /** When its last datagram went. */
  at: number;
}

interface Connection {
  readonly isBroken: boolean;
  send(documents: readonly Uint8Array[]): Promise<ExportResponse>;
  close(): void;
}

/** Loads what it needs of Node with the first document, since a cold start pays for each module that is imported. */
async function openConnection({ host, port }: HostAndPort, sender: Sender): Promise<Connection> {
  const [{ createSocket }, { lookup }] = await Promise.all([import('node:dgram'), import('node:dns')]);
  return withoutTracing(
    () =>
      new Promise((resolve, reject) => {
        lookup(host, (lookupError, ip, family) => {
          if (lookupError !== null) {
            reject(lookupError);
            return;
          }
          const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
          socket.unref();
          socket.once('error', (error) => {
            socket.close();
            reject(error);
          });
          // Connected, so that no send looks the name up again and a dead port is told.
          socket.connect(port, ip, () => {
            socket.removeAllListeners('error');
            resolve(newConnection(socket, sender));
          });
        });
      }),
  );
}

function newConnection(socket: Socket, sender: Sender): Connection {
  const { burst, clock } = sender;
  let refused: Error | undefined;
  let largest = 1_024;
  let isClosed = false;
  socket.on('error', (error) => {
    refused = error;
  });
  const newBurst = async (): Promise<void> => {
    await pause(PAUSE_MILLIS);
    burst.datagrams = 0;
  };
  const count = (bytes: number): void => {
    if (burst.datagrams === 0) burst.bytes = 0;
    burst.datagrams++;
    burst.bytes += bytes;
    burst.at = clock();
  };
  // Without a callback a datagram that is too large vanishes in silence; with one each costs more. So it is asked for only where a
  // datagram is larger than all that went through.
  const isSure = (document: Uint8Array): boolean => HEADER.length + document.length <= largest;
  const sendSure = (document: Uint8Array): void => {
    count(document.length);
    socket.send([HEADER, document]);
  };
  const sendAsked = (document: Uint8Array): Promise<Error | undefined> => {
    count(document.length);
    return new Promise((resolve) => {
      socket.send([HEADER, document], (error) => {
        if (error === null) largest = Math.max(largest, HEADER.length + document.length);
        resolve(error ?? undefined);
      });
    });
  };
  /** Sends a document, in parts where it must be; gives the error of a part that did not go. */
  const sendFitting = async (document: Uint8Array): Promise<Error | undefined> => {
    const { split } = sender;
    const isCut = split !== undefined && document.length > sender.maxBytes;
    const parts = isCut ? split(document, sender.maxBytes) : [document];
    for (const part of parts) {
      if (!hasRoom(burst, part.length)) await newBurst();
      const error = await sendAsked(part);
      if (error === undefined) continue;
      const cannotShrink = split === undefined || (isCut && part.length >= document.length);
      if (!isTooLarge(error) || cannotShrink) return error;
      sender.maxBytes = Math.min(sender.maxBytes, nextDocumentBytes(part.length));
      const smallerError = await sendFitting(part);
      if (smallerError !== undefined) return smallerError;
    }
    return undefined;
  };
  /** A port where nobody listens is told by an error on the socket, once the loop has looked at it: a timer alone may come before that. */
  const hearOfRefusal = async (since: number): Promise<void> => {
    await pause(Math.max(PAUSE_MILLIS, STAY_MILLIS - (clock() - since)));
    await nextLook();
  };
  return {
    get isBroken() {
      return refused !== undefined;
    },
    async send(documents) {
      refused = undefined;
      const start = clock();
      if (start - burst.at >= PAUSE_MILLIS) burst.datagrams = 0;
      const unprocessed: { Id: string | undefined; ErrorCode: string; Message: string }[] = [];
      for (const [at, document] of documents.entries()) {
        // A dead port is told to the send after the one that found it: where that has no callback, to nobody.
        const isLast = at > 0 && at === documents.length - 1;
        if (!isLast && isSure(document)) {
          if (!hasRoom(burst, document.length)) await newBurst();
          sendSure(document);
          continue;
        }
        const error = await sendFitting(document);
        if (error !== undefined && isTooLarge(error)) {
          unprocessed.push({ Id: documentId(document), ErrorCode: 'DatagramTooLarge', Message: error.message });
        } else if (error !== undefined) {
          refused = error;
        }
      }
      await drained(socket);
      if (sender.staysForRefusal || documents.length > 1) await hearOfRefusal(start);
      if (refused !== undefined) return { status: 'failure', error: refused };
      return unprocessed.length === 0 ? { status: 'success' } : { status: 'success', unprocessed };
    },
    close() {
      if (!isClosed) socket.close();
      isClosed = true;
    },
  };
}

function hasRoom({ datagrams, bytes }: Burst, more: number): boolean {
  return datagrams === 0 || (datagrams < BURST_DATAGRAMS && bytes + more <= BURST_BYTES);
}

async function drained(socket: Socket): Promise<void> {
  while (socket.getSendQueueCount() > 0) await pause(PAUSE_MILLIS);
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** Immediates run right after the loop has looked at its sockets. */
function nextLook(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isTooLarge(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'EMSGSIZE';
}
