import type { Agent, IncomingMessage } from 'node:http';
import type { HostAndPort } from '@otel-xray/format';
import { outcomeOfAnswer } from './http-outcome.ts';
import { repairing } from './repairing-transport.ts';
import { withoutTracing } from './suppress-tracing.ts';
import type { ExportResponse, Transport } from './transport.ts';

const TEXT = new TextDecoder();

/** Sends documents to the daemon's TCP port, which signs the request and passes it on: acknowledged, without credentials here. */
export function createDaemonHttpTransport({ host, port }: HostAndPort, now: () => number = Date.now): Transport {
  let agent: Agent | undefined;
  const transport: Transport = {
    async send(documents, timeoutMillis) {
      // Loaded at the first send, so that the instrumentation of HTTP can still wrap it for the application.
      const http = await import('node:http');
      agent ??= new http.Agent({ keepAlive: true, maxSockets: 2 });
      const body = JSON.stringify({ TraceSegmentDocuments: documents.map((document) => TEXT.decode(document)) });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const options = { host, port, agent, headers, method: 'POST', path: '/TraceSegments' };
      return withoutTracing(
        () =>
          new Promise<ExportResponse>((resolve) => {
            const fail = (error: Error): void => resolve({ status: 'retryable', error });
            const request = http.request(options, (response) => {
              readBody(response).then((text) => {
                const { statusCode: status = 0, headers } = response;
                resolve(outcomeOfAnswer({ status, body: text, headers }, now()));
              }, fail);
            });
            // Not the socket's own timeout, which counts idle time only: a receiver that drips must end too.
            const timer = setTimeout(
              () => request.destroy(new Error(`no answer in ${timeoutMillis} ms`)),
              timeoutMillis,
            );
            timer.unref();
            request.on('error', fail);
            request.on('close', () => clearTimeout(timer));
            request.end(body);
          }),
      );
    },
    async shutdown() {
      agent?.destroy();
    },
  };
  // Credentials and clock are the daemon's, which mends them itself.
  return repairing(transport, async () => undefined);
}

/** An answer names at most the documents of one call; this is far more. */
const MAX_ANSWER_BYTES = 1_000_000;

function readBody(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) response.destroy(new Error(`the answer is over ${MAX_ANSWER_BYTES} bytes`));
    });
    response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    response.on('error', reject);
  });
}
