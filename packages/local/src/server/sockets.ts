import { lookup } from 'node:dns/promises';
import type { ResolvedOptions } from '../account/options.ts';
import { type HttpListener, type HttpOptions, listenHttp } from './http-listener.ts';
import { listenUdp, type UdpListener } from './udp-listener.ts';

/** The two sockets, on one port number. */
export interface Sockets {
  readonly port: number;
  readonly udp: UdpListener;
  close(): Promise<void>;
}

/**
 * Binds TCP, then UDP to the same number; with port 0 to another number if that one is taken for UDP.
 * @throws (rejects) with `code` `EADDRINUSE` and the protocol in the message if the port is taken
 */
export async function openSockets(
  { host, port, allowedHosts, maxRequestBytes, credentials }: ResolvedOptions,
  { context, console }: Pick<HttpOptions, 'context' | 'console'>,
): Promise<Sockets> {
  const { address, family } = await lookup(host);
  const options: HttpOptions = { host, allowedHosts, maxRequestBytes, credentials, context, console };
  for (let attempt = 1; ; attempt++) {
    const http = await listenHttp(options, { host: address, port }).catch((error: unknown) => {
      throw describe(error, 'TCP', host, port);
    });
    try {
      const udp = await listenUdp(context, { host: address, family, port: http.port });
      return { port: http.port, udp, close: () => closeBoth(http, udp) };
    } catch (error) {
      await http.close();
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (port !== 0 || !isTaken || attempt === MAX_ATTEMPTS) throw describe(error, 'UDP', host, http.port);
    }
  }
}

async function closeBoth(http: HttpListener, udp: UdpListener): Promise<void> {
  await Promise.all([http.close(), udp.close()]);
}

function describe(error: unknown, protocol: string, host: string, port: number): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${message})`;
  const described = new Error(`port: ${protocol} port ${port} of ${host} ${reason}.`, { cause: error });
  return Object.assign(described, { code });
}

const MAX_ATTEMPTS = 20;
