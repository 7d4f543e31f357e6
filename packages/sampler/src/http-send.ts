import { httpPost } from '@otel-xray/runtime';

/** One request to X-Ray's API. */
export interface HttpRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted at the time limit and when the sampler is shut down. */
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

/** Sends a request and returns its reply, whatever the status; rejects if there is none. */
export type HttpSend = (request: HttpRequest) => Promise<HttpReply>;

/** Ten thousand rules take about half of it. */
const MAX_REPLY_BYTES = 10_000_000;

/** Sends by `node:http` or `node:https`, without credentials, never as a span, and without keeping the process alive. */
export const httpSend: HttpSend = async ({ url, headers, body, signal }) => {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const reply = await httpPost({
    isSecure: protocol === 'https:',
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    path: pathname + search,
    headers,
    body,
    signal,
    maxReplyBytes: MAX_REPLY_BYTES,
    // A connection kept for one request in ten seconds is closed by the other side more often than it serves.
    agent: () => false,
  });
  return { status: reply.status, body: reply.body.toString('utf8') };
};
