import { lookup } from 'node:dns/promises';
import type { ResolvedOptions } from '../account/options.ts';
import { type GrpcListener, listenGrpc } from './grpc-listener.ts';
import { type HttpListener, type HttpOptions, listenHttp } from './http-listener.ts';
import { listenUdp, type UdpListener } from './udp-listener.ts';

/** A port of OTLP alone. */
export interface Door {
  readonly name: 'OTLP/HTTP' | 'OTLP/gRPC';
  readonly port: number;
  /** Why it is closed; absent where it is open. */
  readonly problem?: string;
}

/** The two sockets, on one port number, and those of OTLP alone. */
export interface Sockets {
  readonly port: number;
  readonly udp: UdpListener;
  readonly doors: readonly Door[];
  close(): Promise<void>;
}

/**
 * Binds TCP, then UDP to the same number; with port 0 to another number if that one is in use for UDP.
 * @throws (rejects) with `code` `EADDRINUSE` and the protocol in the message if the port is in use
 */
export async function openSockets(
  resolved: ResolvedOptions,
  { context, console, repair }: Pick<HttpOptions, 'context' | 'console' | 'repair'>,
): Promise<Sockets> {
  const { host, port, allowedHosts, allowedOrigins, maxRequestBytes, credentials } = resolved;
  const { address, family } = await lookup(host);
  const options: HttpOptions = {
    host,
    allowedHosts,
    allowedOrigins,
    maxRequestBytes,
    credentials,
    context,
    console,
    repair,
  };
  for (let attempt = 1; ; attempt++) {
    const http = await listenHttp(options, { host: address, port }).catch((error: unknown) => {
      throw describe(error, 'TCP', host, port);
    });
    try {
      const udp = await listenUdp(context, { host: address, family, port: http.port });
      const { doors, close } = await openDoors(resolved, options, address);
      return {
        port: http.port,
        udp,
        doors,
        close: async () => {
          await Promise.all([http.close(), udp.close(), close()]);
        },
      };
    } catch (error) {
      await http.close();
      if (port !== 0 || !isTaken(error) || attempt === MAX_ATTEMPTS) throw describe(error, 'UDP', host, http.port);
    }
  }
}

/** Opens OTLP's own ports. One in use is only reported: every client can send to the main port, too. */
async function openDoors(
  { host, credentials, otlpHttpPort, otlpGrpcPort }: ResolvedOptions,
  options: HttpOptions,
  address: string,
): Promise<Pick<Sockets, 'doors' | 'close'>> {
  const { context, maxRequestBytes } = options;
  const open: { readonly listener?: HttpListener | GrpcListener; readonly door: Door }[] = [];
  const tryOpen = async (
    name: Door['name'],
    port: number,
    listen: () => Promise<HttpListener | GrpcListener>,
  ): Promise<void> => {
    try {
      const listener = await listen();
      open.push({ listener, door: { name, port: listener.port } });
    } catch (error) {
      const problem = isTaken(error) ? 'is taken by another program' : 'cannot be used';
      open.push({ door: { name, port, problem: `port ${port} of ${host} ${problem}` } });
    }
  };
  if (otlpHttpPort !== undefined)
    await tryOpen('OTLP/HTTP', otlpHttpPort, () => listenHttp(options, { host: address, port: otlpHttpPort }));
  if (otlpGrpcPort !== undefined && credentials.length === 0) {
    const { intake, otlp, logs } = context;
    await tryOpen('OTLP/gRPC', otlpGrpcPort, () =>
      listenGrpc({ intake, otlp, logs, maxRequestBytes }, { host: address, port: otlpGrpcPort }),
    );
  }
  return {
    doors: open.map(({ door }) => door),
    close: async () => {
      await Promise.all(open.map(({ listener }) => listener?.close()));
    },
  };
}

/** gRPC's own error has the reason in its message only. */
function isTaken(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' || message.includes('EADDRINUSE');
}

function describe(error: unknown, protocol: string, host: string, port: number): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${message})`;
  const described = new Error(`port: ${protocol} port ${port} of ${host} ${reason}.`, { cause: error });
  return Object.assign(described, { code });
}

const MAX_ATTEMPTS = 20;
