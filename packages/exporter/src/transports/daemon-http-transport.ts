import type { HostAndPort } from '@otel-xray/format';
import { createHttpCaller } from '../sockets/http-call.ts';
import { outcomeOfAnswer } from './http-outcome.ts';
import { repairing } from './repairing-transport.ts';
import { segmentsBody } from './segments-body.ts';
import type { Transport } from './transport.ts';

const HEADERS = { 'content-type': 'application/json' };

/** Sends documents to the daemon's TCP port, which signs the request and passes it on: acknowledged, without credentials here. */
export function createDaemonHttpTransport({ host, port }: HostAndPort, now: () => number = Date.now): Transport {
  const caller = createHttpCaller({ isSecure: false, host, port, path: '/TraceSegments' });
  const transport: Transport = {
    async send(documents, timeoutMillis) {
      try {
        const reply = await caller.post(segmentsBody(documents), HEADERS, timeoutMillis);
        return outcomeOfAnswer({ ...reply, body: reply.body.toString('utf8') }, now());
      } catch (error) {
        return { status: 'retryable', error: error as Error };
      }
    },
    async shutdown() {
      caller.close();
    },
  };
  // Credentials and clock are the daemon's, which repairs them itself.
  return repairing(transport, async () => undefined);
}
