import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDaemonHttpTransport } from './daemon-http-transport.ts';
import type { Transport } from './transport.ts';

const TIMEOUT_MILLIS = 5_000;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function serve(answer?: RequestListener) {
  const seen = { connections: 0, requests: [] as { line: string; headers: IncomingHttpHeaders; body: unknown }[] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    seen.requests.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    if (answer) answer(request, response);
    else response.end('{"UnprocessedTraceSegments":[]}');
  });
  server.on('connection', () => seen.connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const transport: Transport = createDaemonHttpTransport({ host: '127.0.0.1', port });
  opened.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => transport.shutdown(),
  );
  return { transport, seen };
}

describe('createDaemonHttpTransport', () => {
  it('posts PutTraceSegments as the API has it, unsigned', async () => {
    const { transport, seen } = await serve();
    const documents = ['{"name":"é€😀"}', '{"name":"\\"quoted\\""}'];
    expect(await transport.send(documents.map(encode), TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    const [{ line, headers, body }] = seen.requests as [(typeof seen.requests)[0]];
    expect(line).toBe('POST /TraceSegments');
    expect(body).toEqual({ TraceSegmentDocuments: documents });
    const { host, ...others } = headers;
    expect(others).toEqual({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(JSON.stringify(body))),
      connection: 'keep-alive',
    });
  });

  it('uses one connection for calls one after the other, and one more for each call beside it', async () => {
    const { transport, seen } = await serve();
    for (let i = 0; i < 5; i++) await transport.send([encode('{}')], TIMEOUT_MILLIS);
    expect(seen.connections).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => transport.send([encode('{}')], TIMEOUT_MILLIS)));
    expect([seen.connections, seen.requests.length]).toEqual([20, 25]);
  });

  it('abandons an answer without end', async () => {
    const { transport } = await serve((_, response) => {
      const fill = (): void => {
        while (!response.destroyed && response.write('x'.repeat(100_000)));
      };
      response.on('drain', fill);
      fill();
    });
    const error = new Error('the reply is over 1000000 bytes');
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'retryable', error });
  });

  it('ends a call in flight when it is shut down', async () => {
    const { transport, seen } = await serve(() => {});
    const sending = transport.send([encode('{}')], TIMEOUT_MILLIS);
    await expect.poll(() => seen.requests.length).toBe(1);
    await transport.shutdown();
    expect(await sending).toEqual({ status: 'retryable', error: expect.objectContaining({ code: 'ECONNRESET' }) });
  });
});
