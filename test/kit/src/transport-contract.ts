import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport } from '@otel-xray/exporter';
import type { LocalXRay } from '@otel-xray/local';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quietPort } from './quiet-port.ts';

/** How documents reach the receiver. */
export type TransportWay = 'process' | 'udp' | 'http';

/** The target of a transport: a listener on 127.0.0.1, and Local X-Ray itself where it is that. */
export interface TransportReceiver {
  readonly port: number;
  readonly xray?: LocalXRay;
}

const TIMEOUT_MILLIS = 5_000;

/**
 * The contract of every transport, against Local X-Ray with real sockets. UDP has no answers, so its results are checked in another way;
 * wrong answers are checked for HTTP alone.
 */
export function testTransport(
  name: string,
  way: TransportWay,
  create: (receiver: TransportReceiver) => Transport,
): void {
  describe(`the transport contract: ${name}`, () => {
    let xray: LocalXRay;
    let transport: Transport;
    const opened: (() => unknown)[] = [];

    const open = (receiver: TransportReceiver): Transport => {
      const made = create(receiver);
      opened.push(() => made.shutdown());
      return made;
    };
    beforeEach(async () => {
      const { startLocalXRay } = await import('@otel-xray/local');
      xray = await startLocalXRay({ port: 0 });
      opened.push(() => xray.close());
      transport = open({ port: xray.port, xray });
    });
    afterEach(async () => {
      for (const close of opened.splice(0).reverse()) await close();
    });

    it('hands over documents whole and once', async () => {
      const documents = [
        makeDocument(1, { metadata: { default: { text: 'é€😀\n"\\\u2028', nested: [[1.5, null, { a: true }]] } } }),
        makeDocument(2, { metadata: { default: { large: '€'.repeat(20_000) } } }),
        makeDocument(3),
      ];
      expect(await transport.send(documents.map(encode), TIMEOUT_MILLIS)).toEqual(taken(way));
      await received(xray, 3);
      expect(await readBack(xray, documents)).toEqual(documents);
      expect(await xray.intake()).toMatchObject({ documents: 3, rejected: {} });
    });

    it('hands over the documents of 200 calls at the same time', async () => {
      const documents = Array.from({ length: 200 }, (_, n) => makeDocument(n + 1));
      const calls = documents.map((document) => transport.send([encode(document)], TIMEOUT_MILLIS));
      expect(await Promise.all(calls)).toEqual(documents.map(() => taken(way)));
      await received(xray, 200);
      expect(await readBack(xray, documents)).toEqual(documents);
    });

    it(
      way === 'udp' ? 'delivers the good beside the bad, which is not reported' : 'reports the refused ones',
      async () => {
        const { trace_id, ...homeless } = makeDocument(1);
        const nameless = { ...makeDocument(3), name: '' };
        const documents = [homeless, makeDocument(2), nameless].map(encode);
        const outcome = await transport.send(documents, TIMEOUT_MILLIS);
        await received(xray, 1);
        const { rejected } = await vi.waitFor(async () => {
          const report = await xray.intake();
          expect(Object.keys(report.rejected)).toHaveLength(2);
          return report;
        });
        expect(rejected).toEqual({ MissingTraceId: 1, MissingName: 1 });
        const unprocessed = [
          { Id: idOf(1), ErrorCode: 'MissingTraceId', Message: expect.any(String) },
          { Id: idOf(3), ErrorCode: 'MissingName', Message: expect.any(String) },
        ];
        expect(outcome).toEqual(way === 'udp' ? { status: 'success' } : { status: 'success', unprocessed });
      },
    );

    it('can be shut down twice, and without having sent', async () => {
      await transport.shutdown();
      await transport.shutdown();
      const other = open({ port: xray.port, xray });
      await other.send([encode(makeDocument(1))], TIMEOUT_MILLIS);
      await Promise.all([other.shutdown(), other.shutdown()]);
    });

    it('returns a value when the connection is refused', async () => {
      const port = await quietPort();
      await xray.close();
      const outcome = await open({ port, xray }).send([encode(makeDocument(1))], TIMEOUT_MILLIS);
      const error = expect.objectContaining(way === 'process' ? { message: 'Local X-Ray is closed.' } : REFUSED);
      expect(outcome).toEqual({ status: way === 'http' ? 'retryable' : 'failure', error });
    });

    if (way !== 'http') return;
    describe('with a receiver that', () => {
      const sendTo = async (answer: RequestListener, timeoutMillis = TIMEOUT_MILLIS) => {
        const server = createServer(answer);
        opened.push(() => closeAll(server));
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        return open({ port }).send([encode(makeDocument(1))], timeoutMillis);
      };
      const RETRYABLE = { status: 'retryable', error: expect.any(Error) };

      it('cuts the connection', async () => {
        expect(await sendTo((request) => request.socket.destroy())).toEqual(RETRYABLE);
      });

      it('cuts the connection within its answer', async () => {
        const outcome = await sendTo((_, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
          response.write('{"Unprocessed', () => response.destroy());
        });
        expect(outcome).toEqual(RETRYABLE);
      });

      it('answers as a proxy does that has lost its server', async () => {
        const outcome = await sendTo((_, response) => {
          response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>Bad Gateway</body></html>');
        });
        expect(outcome).toEqual(RETRYABLE);
      });

      it('answers as a portal does that wants a password', async () => {
        const outcome = await sendTo((_, response) => {
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome</body></html>');
        });
        expect(outcome).toEqual(RETRYABLE);
      });

      it('is throttled, and says for how long', async () => {
        const outcome = await sendTo((_, response) => {
          response.writeHead(429, { 'retry-after': '7', 'x-amzn-errortype': 'ThrottledException' }).end('{}');
        });
        expect(outcome).toEqual({ ...RETRYABLE, retryInMillis: 7_000 });
      });

      it('refuses the call', async () => {
        const outcome = await sendTo((_, response) => {
          response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' }).end('{"message":"no"}');
        });
        expect(outcome).toEqual({ status: 'failure', error: expect.any(Error) });
      });

      it('never answers', async () => {
        expect(await sendTo(() => {}, 100)).toEqual(RETRYABLE);
      });

      it('never ends its answer', async () => {
        const outcome = await sendTo((_, response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write('{');
        }, 100);
        expect(outcome).toEqual(RETRYABLE);
      });
    });
  });
}

const REFUSED = { code: 'ECONNREFUSED' };

interface TestDocument {
  readonly trace_id: string;
  readonly id: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

const idOf = (n: number): string => n.toString(16).padStart(16, '0');

function makeDocument(n: number, fields: object = {}): TestDocument {
  const start = 1_700_000_000;
  const trace_id = `1-6553f100-${n.toString(16).padStart(24, '0')}`;
  return { trace_id, id: idOf(n), name: `service ${n}`, start_time: start, end_time: start + 1.5, ...fields };
}

function encode(document: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(document));
}

/** UDP and HTTP leave the key out where nothing was refused; in process an empty list says the same. */
function taken(way: TransportWay): unknown {
  return way === 'process' ? { status: 'success', unprocessed: [] } : { status: 'success' };
}

async function received(xray: LocalXRay, documents: number): Promise<void> {
  await vi.waitFor(async () => expect((await xray.intake()).documents).toBe(documents), { timeout: 5_000 });
}

/** The documents of these traces, each by itself, as BatchGetTraces gives them. */
async function readBack(xray: LocalXRay, documents: readonly TestDocument[]): Promise<unknown[]> {
  const texts = new Map<string, string>();
  for (let at = 0; at < documents.length; at += 5) {
    const TraceIds = documents.slice(at, at + 5).map((document) => document.trace_id);
    const answer = await fetch(`${xray.url}/Traces`, { method: 'POST', body: JSON.stringify({ TraceIds }) });
    const { Traces } = (await answer.json()) as { Traces: { Id: string; Segments: { Document: string }[] }[] };
    for (const { Id, Segments } of Traces) texts.set(Id, Segments.map(({ Document }) => Document).join('\n'));
  }
  return documents.map(({ trace_id }) => JSON.parse(texts.get(trace_id) ?? 'null'));
}

async function closeAll(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
