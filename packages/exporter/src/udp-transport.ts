import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { DATAGRAM_HEADER, type HostAndPort } from '@otel-xray/format';
import { nextDocumentBytes, platformDocumentBytes } from './datagram-limit.ts';
import { documentId } from './document-head.ts';
import { withoutTracing } from './suppress-tracing.ts';
import type { ExportResponse, Transport } from './transport.ts';

/** The daemon keeps the kernel's small receive buffer: more than this at once is lost there in silence (measured). */
const BURST_DATAGRAMS = 32;
const BURST_BYTES = 48_000;
const PAUSE_MILLIS = 1;

/** How long an address is trusted. */
const RESOLVE_MILLIS = 60_000;

const HEADER = new TextEncoder().encode(DATAGRAM_HEADER);

export interface UdpOptions {
  /** Milliseconds that only grow. */
  readonly clock?: () => number;
  /** Cuts a document that is larger than a datagram; without, it is refused. */
  readonly split?: (document: Uint8Array, maxBytes: number) => readonly Uint8Array[];
  /** Whether a call of one document stays a millisecond to hear of a dead port. Default yes. Longer ones stay, as they are paced. */
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
  const fit: Fit = { maxBytes: platformDocumentBytes(process.platform), split, staysForRefusal };
  let connection: Promise<Connection> | undefined;
  let connectedAt = 0;
  // One call after the other: two at a time would be twice the pace.
  let before: Promise<unknown> = Promise.resolve();

  const connect = async (): Promise<Connection> => {
    const last = await connection?.catch(() => undefined);
    if (last !== undefined && !last.isBroken && clock() - connectedAt < RESOLVE_MILLIS) return last;
    last?.close();
    connectedAt = clock();
    connection = withoutTracing(() => openConnection(address, fit));
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

/** What a datagram holds, learnt from those that were refused: it outlives a socket. */
interface Fit {
  maxBytes: number;
  readonly split: UdpOptions['split'] | undefined;
  readonly staysForRefusal: boolean;
}

interface Connection {
  readonly isBroken: boolean;
  send(documents: readonly Uint8Array[]): Promise<ExportResponse>;
  close(): void;
}

function openConnection({ host, port }: HostAndPort, fit: Fit): Promise<Connection> {
  return new Promise((resolve, reject) => {
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
        resolve(newConnection(socket, fit));
      });
    });
  });
}

function newConnection(socket: Socket, fit: Fit): Connection {
  let refused: Error | undefined;
  let largest = 1_024;
  let isClosed = false;
  socket.on('error', (error) => {
    refused = error;
  });
  const sendOne = (document: Uint8Array, isAsked: boolean): Promise<Error | undefined> | undefined => {
    const size = HEADER.length + document.length;
    // Without a callback a datagram that is too large vanishes in silence; with one each costs more. So it is asked for only where a
    // datagram is larger than all that went through.
    if (size <= largest && !isAsked) {
      socket.send([HEADER, document]);
      return undefined;
    }
    return new Promise((resolve) => {
      socket.send([HEADER, document], (error) => {
        if (error === null) largest = Math.max(largest, size);
        resolve(error ?? undefined);
      });
    });
  };
  const sendPaced = async (document: Uint8Array, burst: Burst): Promise<Error | undefined> => {
    if (burst.datagrams > 0 && (burst.datagrams === BURST_DATAGRAMS || burst.bytes + document.length > BURST_BYTES)) {
      await pause(PAUSE_MILLIS);
      burst.datagrams = 0;
      burst.bytes = 0;
    }
    burst.datagrams++;
    burst.bytes += document.length;
    return sendOne(document, burst.isLast);
  };
  /** Sends a document, in parts where it must be; gives the error of a part that did not go. */
  const sendFitting = async (document: Uint8Array, burst: Burst): Promise<Error | undefined> => {
    const isCut = fit.split !== undefined && document.length > fit.maxBytes;
    const parts = isCut ? (fit.split?.(document, fit.maxBytes) ?? []) : [document];
    for (const part of parts) {
      const error = await sendPaced(part, burst);
      if (error === undefined) continue;
      const cannotShrink = fit.split === undefined || (isCut && part.length >= document.length);
      if (!isTooLarge(error) || cannotShrink) return error;
      fit.maxBytes = Math.min(fit.maxBytes, nextDocumentBytes(part.length));
      const smallerError = await sendFitting(part, burst);
      if (smallerError !== undefined) return smallerError;
    }
    return undefined;
  };
  return {
    get isBroken() {
      return refused !== undefined;
    },
    async send(documents) {
      refused = undefined;
      const unprocessed: { Id: string | undefined; ErrorCode: string; Message: string }[] = [];
      const burst: Burst = { datagrams: 0, bytes: 0, isLast: false };
      for (const [at, document] of documents.entries()) {
        // A dead port is told to the send after the one that found it: where that has no callback, to nobody.
        burst.isLast = at > 0 && at === documents.length - 1;
        const error = await sendFitting(document, burst);
        if (error !== undefined && isTooLarge(error)) {
          unprocessed.push({ Id: documentId(document), ErrorCode: 'DatagramTooLarge', Message: error.message });
        } else if (error !== undefined) {
          refused = error;
        }
      }
      await drained(socket);
      // A port where nobody listens is told by an error on the socket, once the loop has looked at it: a timer alone may come before that.
      if (fit.staysForRefusal || documents.length > 1) {
        await pause(PAUSE_MILLIS);
        await nextLook();
      }
      if (refused !== undefined) return { status: 'failure', error: refused };
      return unprocessed.length === 0 ? { status: 'success' } : { status: 'success', unprocessed };
    },
    close() {
      if (!isClosed) socket.close();
      isClosed = true;
    },
  };
}

/** What was sent since the last pause. */
interface Burst {
  datagrams: number;
  bytes: number;
  /** Whether this is the last document of several. */
  isLast: boolean;
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
