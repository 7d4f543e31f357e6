import type { Socket } from 'node:dgram';
import type { HostAndPort } from '@otel-xray/format';
import { withoutTracing } from '@otel-xray/runtime';
import type { IpAddress } from './receive-queue.ts';

/** A connected UDP socket. It does not keep the process alive. */
export interface DatagramSocket {
  readonly socket: Socket;
  /** Address of the socket's own end. */
  readonly localIp: string;
  /** First error since it was opened, such as ECONNREFUSED. A socket with an error is replaced. */
  readonly error: Error | undefined;
  readonly isClosed: boolean;
  /** Stores an error that a callback received. */
  fail(error: Error): void;
  /** Closes it; a second call has no effect. */
  close(): void;
}

/**
 * Looks up all addresses of a host, in the order of the system.
 * @param timeoutMillis time for it
 * @throws the error of `dns.lookup`, or that the time was up
 */
export async function resolveAddresses(
  { host, port }: HostAndPort,
  timeoutMillis: number,
): Promise<readonly IpAddress[]> {
  const { lookup } = await import('node:dns');
  return new Promise((resolve, reject) => {
    withoutTracing(() => {
      const timer = rejectLater(reject, `${host} was not looked up in ${Math.ceil(timeoutMillis)} ms`, timeoutMillis);
      lookup(host, { all: true }, (error, addresses) => {
        clearTimeout(timer);
        if (error !== null) reject(error);
        else resolve(addresses.map(({ address }) => ({ ip: address, port })));
      });
    });
  });
}

function rejectLater(reject: (error: Error) => void, text: string, millis: number): NodeJS.Timeout {
  return setTimeout(() => reject(new Error(text)), millis).unref();
}

/**
 * Opens a socket that is connected: no send looks up an address, and an unreachable port is reported.
 * @param timeoutMillis time for it
 * @throws the first error, after the socket was closed, or that the time was up
 */
export async function connectDatagramSocket({ ip, port }: IpAddress, timeoutMillis: number): Promise<DatagramSocket> {
  // Loaded with the first document: a cold start pays for each module that is imported.
  const { createSocket } = await import('node:dgram');
  return new Promise((resolve, reject) => {
    withoutTracing(() => {
      const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4');
      let firstError: Error | undefined;
      let isClosed = false;
      const close = (): void => {
        if (isClosed) return;
        isClosed = true;
        // Stays for the errors of datagrams in flight, which nobody waits for.
        socket.on('error', () => {});
        socket.close();
      };
      const fail = (error: Error): void => {
        firstError ??= error;
        clearTimeout(timer);
        close();
        reject(firstError);
      };
      const timer = rejectLater(fail, `no socket for ${ip} in ${Math.ceil(timeoutMillis)} ms`, timeoutMillis);
      socket.unref();
      socket.once('error', fail);
      // Node passes an error of connect() to its callback, but declares none.
      socket.connect(port, ip, ((error?: Error | null) => {
        const localIp = error ? undefined : localIpOf(socket);
        if (localIp === undefined || localIp instanceof Error) {
          fail(error ?? (localIp as Error));
          return;
        }
        clearTimeout(timer);
        const failLater = (later: Error): void => {
          firstError ??= later;
        };
        socket.off('error', fail);
        socket.on('error', failLater);
        resolve({
          socket,
          localIp,
          get error() {
            return firstError;
          },
          get isClosed() {
            return isClosed;
          },
          fail: failLater,
          close,
        });
      }) as () => void);
    });
  });
}

/** Returns the error of a socket that has no address: in a callback it would end the application. */
function localIpOf(socket: Socket): string | Error {
  try {
    return socket.address().address;
  } catch (error) {
    return error as Error;
  }
}
