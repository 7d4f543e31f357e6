import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { parseDatagram } from '@otel-xray/format';
import { ApiError } from '../ground/api-error.ts';
import type { Arrival, Intake, RejectedBytes } from '../intake/intake.ts';
import type { OtlpIntake } from '../otlp/otlp-intake.ts';
import { decodeRequest } from '../otlp/protobuf.ts';

/** The UDP side of the daemon protocol. */
export interface UdpListener {
  /** The granted part of the requested 4 MiB. */
  readonly receiveBufferBytes: number;
  /** Stores datagrams that have arrived and wait. */
  flush(): void;
  close(): Promise<void>;
}

/**
 * Listens for datagrams, one document each. Datagrams that arrive together are stored in one transaction.
 * Rejects as the socket does, such as with `EADDRINUSE`.
 */
export async function listenUdp(
  takers: Takers,
  address: { readonly host: string; readonly family: number; readonly port: number },
): Promise<UdpListener> {
  const socket = createSocket({ type: address.family === 6 ? 'udp6' : 'udp4' });
  await bind(socket, address);
  const receiveBufferBytes = askForBuffer(socket);

  let waiting: { bytes: Uint8Array; sender: string }[] = [];
  let waitingBytes = 0;
  let seen = 0;
  let isScheduled = false;
  const schedule = (): void => {
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      // The socket gives 32 datagrams a turn. As long as more come they are only read, for what the kernel's buffer cannot
      // hold is lost in silence, while here it waits.
      const moreCame = waiting.length > seen;
      if (!moreCame || waitingBytes >= MAX_WAITING_BYTES) {
        const taken = waiting.splice(0, MAX_PER_TURN);
        for (const { bytes } of taken) waitingBytes -= bytes.length;
        take(taken, takers);
      }
      seen = waiting.length;
      if (waiting.length > 0) schedule();
    });
  };
  socket.on('message', (bytes: Uint8Array, { address: host, port }: RemoteInfo) => {
    waiting.push({ bytes, sender: `${host}:${port}` });
    waitingBytes += bytes.length;
    if (!isScheduled) schedule();
  });
  // Such as ICMP errors of a past send; the socket continues.
  socket.on('error', () => {});

  const flush = (): void => {
    const taken = waiting;
    waiting = [];
    waitingBytes = 0;
    seen = 0;
    take(taken, takers);
  };
  return {
    receiveBufferBytes,
    flush,
    close: () =>
      new Promise((resolve) => {
        socket.close(() => {
          flush();
          resolve();
        });
      }),
  };
}

/** Where datagrams go. */
interface Takers {
  readonly intake: Intake;
  readonly otlp: OtlpIntake;
}

interface Datagram {
  readonly bytes: Uint8Array;
  readonly sender: string;
}

// Never throws: a datagram has no caller. One that cannot be stored is counted.
function take(datagrams: readonly Datagram[], { intake, otlp }: Takers): void {
  const arrivals: Arrival[] = [];
  const rejected: RejectedBytes[] = [];
  for (const { bytes, sender } of datagrams) {
    const parsed = parseDatagram(bytes);
    if ('rejected' in parsed) rejected.push({ bytes, reason: parsed.rejected, way: 'udp', sender });
    else if (!OTLP_BODY.test(parsed.document)) arrivals.push({ way: 'udp', sender, documents: [parsed.document] });
    else {
      const message = takeSpans(parsed.document, sender, { intake, otlp });
      if (message !== undefined)
        rejected.push({ bytes, reason: 'not OTLP after T1S or T1U', message, way: 'udp', sender });
    }
  }
  intake.countDatagrams(datagrams.length);
  try {
    intake.reject(rejected);
    intake.accept(arrivals);
  } catch (error) {
    intake.countLost(arrivals.length, error);
  }
}

/** @returns why the body cannot be read, if it cannot */
function takeSpans(body: string, sender: string, { intake, otlp }: Takers): string | undefined {
  try {
    otlp.accept(decodeRequest(Buffer.from(body.slice(OTLP_PREFIX_LENGTH), 'base64')), { way: 'udp', sender });
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    intake.countLost(1, error);
  }
  return undefined;
}

function bind(socket: Socket, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve();
    });
  });
}

function askForBuffer(socket: Socket): number {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // Some systems refuse what they do not grant; what is there stays.
  }
  return socket.getRecvBufferSize();
}

/** The requested size. */
export const RECEIVE_BUFFER_BYTES: number = 4 * 2 ** 20;
const MAX_WAITING_BYTES = 64 * 2 ** 20;
const MAX_PER_TURN = 64;
// ADOT's binary form: three letters, then base64 of an OTLP request in protobuf; S says sampled, U unsampled.
const OTLP_BODY = /^T1[SU]/;
const OTLP_PREFIX_LENGTH = 3;
