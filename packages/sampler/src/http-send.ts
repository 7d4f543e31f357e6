import type { IncomingMessage } from 'node:http';
import { loadHttp } from './load-http.ts';
import { withoutTracing } from './suppress-tracing.ts';

/** One request to X-Ray's API. */
export interface HttpRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted when the time limit is over and when the sampler is shut down. */
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

/** Sends a request and gives its reply, whatever the status; rejects where there is none. */
export type HttpSend = (request: HttpRequest) => Promise<HttpReply>;

/** Sends by `node:http` or `node:https`, without credentials, never as a span, and without keeping the process alive. */
export const httpSend: HttpSend = async ({ method, url, headers, body, signal }) => {
  const http = await loadHttp(url.startsWith('https:') ? 'https' : 'http');
  return withoutTracing(
    () =>
      new Promise((resolve, reject) => {
        // No agent: a connection kept for one request in ten seconds is closed by the other side more often than it serves.
        const request = http.request(url, { method, headers, signal, agent: false }, (response) => {
          readBody(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
        });
        request.on('socket', (socket) => socket.unref());
        request.on('error', reject);
        request.end(body);
      }),
  );
};

/** Ten thousand rules take about half of it. */
const MAX_REPLY_BYTES = 10_000_000;

function readBody(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_REPLY_BYTES) response.destroy(new Error(`the reply is over ${MAX_REPLY_BYTES} bytes`));
    });
    response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    response.on('error', reject);
    // A server that cuts the connection ends the body without an `end`.
    response.on('close', () => reject(new Error('the connection was closed before the end of the reply')));
  });
}
