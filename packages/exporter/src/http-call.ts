import type { Agent, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { withoutTracing } from './suppress-tracing.ts';

/** Where calls go. */
export interface HttpAddress {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** An answer, read to its end. */
export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Posts to one address over connections that stay open. */
export interface HttpCaller {
  /** @throws where no whole answer came in time */
  post(body: string | Uint8Array, headers: Readonly<Record<string, string>>, timeoutMillis: number): Promise<HttpReply>;
  close(): void;
}

const MAX_SOCKETS = 2;

/**
 * Makes a caller; Node's HTTP is loaded at its first call, so that the instrumentation of HTTP can still wrap it for the application. What it
 * sends is never traced. `HTTPS_PROXY` and `NO_PROXY` count where Node knows them (from 24.5 on).
 */
export function createHttpCaller({ isSecure, host, port, path }: HttpAddress): HttpCaller {
  let agent: Agent | undefined;
  return {
    async post(body, headers, timeoutMillis) {
      const http = isSecure ? await import('node:https') : await import('node:http');
      agent ??= new http.Agent({
        keepAlive: true,
        maxSockets: MAX_SOCKETS,
        ...(isSecure && { proxyEnv: process.env }),
      });
      const length = String(Buffer.byteLength(body));
      const options = { host, port, agent, method: 'POST', path, headers: { ...headers, 'content-length': length } };
      return withoutTracing(() => exchange(http.request, options, body, timeoutMillis));
    },
    close: () => agent?.destroy(),
  };
}

type Request = typeof import('node:http').request;

function exchange(
  send: Request,
  options: RequestOptions,
  body: string | Uint8Array,
  timeoutMillis: number,
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const request = send(options, (response) => {
      const { statusCode: status = 0, headers } = response;
      readBody(response).then((read) => resolve({ status, headers, body: read }), reject);
    });
    // Not the socket's own timeout, which counts idle time only: a receiver that drips must end too.
    const timer = setTimeout(() => request.destroy(new Error(`no answer in ${timeoutMillis} ms`)), timeoutMillis);
    timer.unref();
    request.on('error', reject);
    request.on('close', () => clearTimeout(timer));
    request.end(body);
  });
}

/** An answer names at most the documents of one call; this is far more. */
const MAX_ANSWER_BYTES = 1_000_000;

function readBody(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) response.destroy(new Error(`the answer is over ${MAX_ANSWER_BYTES} bytes`));
    });
    response.on('end', () => resolve(Buffer.concat(chunks)));
    response.on('error', reject);
  });
}
