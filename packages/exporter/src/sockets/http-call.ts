import type { Agent } from 'node:http';
import { type HttpReply, httpPost } from '@otel-xray/runtime';

/** Where requests are sent. */
export interface HttpAddress {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Posts to one address over connections that stay open. */
export interface HttpCaller {
  /** @throws if no whole reply arrives in time */
  post(body: string | Uint8Array, headers: Readonly<Record<string, string>>, timeoutMillis: number): Promise<HttpReply>;
  close(): void;
}

/** An answer names at most the documents of one call; this is far more. */
const MAX_REPLY_BYTES = 1_000_000;

/**
 * Creates a caller. It has as many connections as there are calls in flight: whoever calls bounds them. `HTTPS_PROXY` and `NO_PROXY` apply
 * where Node supports them (24.5 and later).
 */
export function createHttpCaller(address: HttpAddress): HttpCaller {
  let agent: Agent | undefined;
  return {
    post: (body, headers, timeoutMillis) =>
      httpPost({
        ...address,
        headers,
        body,
        timeoutMillis,
        maxReplyBytes: MAX_REPLY_BYTES,
        agent: ({ Agent }) => {
          agent ??= new Agent({
            keepAlive: true,
            ...(address.isSecure && { proxyEnv: process.env }),
          });
          return agent;
        },
      }),
    close: () => agent?.destroy(),
  };
}
