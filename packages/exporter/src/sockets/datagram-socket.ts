import type * as dgram from 'node:dgram';
import type * as dns from 'node:dns';
import type { HostAndPort } from '@otel-xray/format';
import { builtIn, withoutTracing } from '@otel-xray/runtime';
import type { IpAddress } from './receive-queue.ts';

/** A connected UDP socket. It does not keep the process alive. */
export interface DatagramSocket {
  readonly socket: dgram.Socket;
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
 * Looks up all addresses of a host, in the order of the system. Returns an address as it is, since `node:dns` costs a cold start 3 ms.
 * @param timeoutMillis time for it
 * @throws the error of `dns.lookup`, or that the time was up
 */
export async function resolveAddresses(
  { host, port }: HostAndPort,
  timeoutMillis: number,
): Promise<readonly IpAddress[]> {
  if (isAddress(host)) return [{ ip: host, port }];
  const { lookup } = builtIn<typeof dns>('node:dns');
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

/** Host names have no colon. */
function isAddress(host: string): boolean {
  return host.includes(':') || IPV4.test(host);
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

function rejectLater(reject: (error: Error) => void, text: string, millis: number): NodeJS.Timeout {
  return setTimeout(() => reject(new Error(text)), millis).unref();
}

/**
 * Opens a connected socket. No send looks up an address, and the socket reports an unreachable port.
 * @param timeoutMillis time for it
 * @throws the first error, after the socket was closed, or that the time was up
 */
export async function connectDatagramSocket({ ip, port }: IpAddress, timeoutMillis: number): Promise<DatagramSocket> {
  // Loaded with the first document: a cold start pays for each module that is imported.
  const { createSocket } = builtIn<typeof dgram>('node:dgram');
  return new Promise((resolve, reject) => {
    withoutTracing(() => {
      const socket = createSocket({ type: ip.includes(':') ? 'udp6' : 'udp4', lookup: lookUpAddress });
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

/** A socket looks up every address, its own too. By default it loads `node:dns` for that. Asynchronous, as the default is. */
const lookUpAddress: NonNullable<dgram.SocketOptions['lookup']> = (address, _, callback): void => {
  process.nextTick(callback, null, address, address.includes(':') ? 6 : 4);
};

/** Returns the error of a socket that has no address: in a callback it would end the application. */
function localIpOf(socket: dgram.Socket): string | Error {
  try {
    return socket.address().address;
  } catch (error) {
    return error as Error;
  }
}
