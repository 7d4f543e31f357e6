import type { Agent, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { builtIn } from './built-in.ts';
import { withoutTracing } from './suppress-tracing.ts';

/** One POST request. */
export interface HttpPost {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number | string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Receives Node's module, which is loaded at the first request; `false` opens a connection for this request alone. */
  readonly agent: (http: Pick<typeof import('node:http'), 'Agent'>) => Agent | false;
  /** Milliseconds for the whole exchange, connecting included. Default: no limit. */
  readonly timeoutMillis?: number;
  /** Aborts the request. */
  readonly signal?: AbortSignal;
  /** Bytes of the reply's body; a longer one is an error. */
  readonly maxReplyBytes: number;
}

/** A reply that was read to its end. */
export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends a POST request, whatever its status; never as a span.
 *
 * The first request loads Node's HTTP. The instrumentation of HTTP patches the functions then, and a later `import` of the application
 * receives the patched ones.
 * @throws if no whole reply arrives in time
 */
export async function httpPost(post: HttpPost): Promise<HttpReply> {
  const http = builtIn<Http>(post.isSecure ? 'node:https' : 'node:http');
  const { host, port, path, headers, body, signal } = post;
  const options: RequestOptions = {
    method: 'POST',
    host,
    port,
    path,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    agent: post.agent(http),
    ...(signal !== undefined && { signal }),
  };
  return withoutTracing(() => exchange(http.request, options, post));
}

type Http = typeof import('node:http');

function exchange(
  send: Http['request'],
  options: RequestOptions,
  { body, timeoutMillis, maxReplyBytes }: HttpPost,
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const request = send(options, (response) => {
      const { statusCode: status = 0, headers } = response;
      readBody(response, maxReplyBytes).then((read) => resolve({ status, headers, body: read }), reject);
    });
    if (timeoutMillis !== undefined) {
      // The socket's own timeout counts idle time only: a receiver that drips would never end.
      const timer = setTimeout(() => request.destroy(new Error(`no answer in ${timeoutMillis} ms`)), timeoutMillis);
      timer.unref();
      request.on('close', () => clearTimeout(timer));
    }
    // A connection of its own belongs to nobody who would wait for it.
    if (options.agent === false) request.on('socket', (socket) => socket.unref());
    request.on('error', reject);
    request.end(body);
  });
}

function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) response.destroy(new Error(`the reply is over ${maxBytes} bytes`));
    });
    response.on('end', () => resolve(Buffer.concat(chunks)));
    response.on('error', reject);
    // A server that cuts the connection ends the body without an `end`.
    response.on('close', () => {
      if (!response.complete) reject(new Error('the connection was closed before the end of the reply'));
    });
  });
}
