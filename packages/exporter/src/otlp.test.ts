import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { diag } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { makeSpan } from '@otel-xray/test-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLocalXRay } from '../test/local-xray.ts';
import { AWSXRayExporter } from './aws-xray-exporter.ts';
import { AWSXRaySpanProcessor } from './aws-xray-span-processor.ts';
import { otlp } from './otlp.ts';
import { createOtlpEncoder } from './outbox/otlp-encoder.ts';
import { loadOtlpSerializer } from './transports/target-packages.ts';

let lines: string[];
const opened: (() => unknown)[] = [];

beforeEach(() => {
  lines = [];
  const tell = (...parts: unknown[]): void => void lines.push(parts.join(' '));
  diag.setLogger({ error: tell, warn: tell, info() {}, debug() {}, verbose() {} }, { suppressOverrideMessage: true });
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  diag.disable();
  vi.unstubAllEnvs();
});

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** An endpoint that answers in turn, and the last answer again and again. */
async function startEndpoint(...answers: Answer[]) {
  const requests: { headers: IncomingMessage['headers']; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push({ headers: request.headers, body: Buffer.concat(chunks) });
    const { status = 200, headers = {}, body = '' } = answers[Math.min(requests.length, answers.length) - 1] ?? {};
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => server.close());
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const id = (n: number): string => n.toString(16).padStart(16, '0');
const spans = (count: number) =>
  Array.from({ length: count }, (_, n) => makeSpan({ name: `span-${n}`, spanId: id(n + 1) }));

async function exported(endpoint: string, count: number, more: object = {}) {
  const exporter = new AWSXRayExporter({ target: 'otlp', endpoint, ...more });
  opened.push(() => exporter.shutdown());
  const result = await new Promise<{ code: number; error?: Error }>((resolve) =>
    exporter.export(spans(count), resolve),
  );
  return { result, stats: exporter.stats() };
}

describe('target "otlp"', () => {
  it.each([
    ['by its name', 'otlp' as const],
    ['with its packages', otlp],
  ])('sends the spans as they are to any receiver of OTLP: %s', async (_, target) => {
    const xray = await startLocalXRay();
    opened.push(() => xray.close());
    const processor = new AWSXRaySpanProcessor({
      target,
      endpoint: `${xray.url}/v1/traces`,
      batchDelayMillis: 0,
    });
    const provider = new TracerProvider({ spanProcessors: [processor] });
    provider
      .getTracer('test')
      .startSpan('checkout', { kind: 1, attributes: { 'http.route': '/checkout' } })
      .end();
    provider.getTracer('test').startSpan('refund', { kind: 1 }).end();
    await provider.shutdown();
    const traces = await xray.traces();
    expect(traces.map(({ segments }) => segments[0]?.name).sort()).toEqual(['checkout', 'refund']);
    expect(processor.stats()).toMatchObject({ accepted: 2, sent: 2, queued: 0, dropped: {} });
  });

  it('compresses, says so, and joins what waits in one request', async () => {
    const { requests, url } = await startEndpoint({});
    const { result, stats } = await exported(url, 1_200);
    expect(result).toEqual({ code: 0 });
    expect(stats).toMatchObject({ accepted: 1_200, sent: 1_200, queued: 0, sentDocuments: 3 });
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
    });
    const text = requests.map(({ body }) => gunzipSync(body).toString('latin1')).join('');
    for (const name of ['span-0', 'span-599', 'span-1199']) expect(text).toContain(name);
  });

  it.each([
    [
      'JSON',
      {
        headers: { 'content-type': 'application/json' },
        body: '{"partialSuccess":{"rejectedSpans":3,"errorMessage":"too old"}}',
      },
    ],
    // ExportTraceServiceResponse { partial_success { rejected_spans: 3, error_message: "too old" } }
    ['protobuf', { headers: { 'content-type': 'application/x-protobuf' }, body: '\x0a\x0b\x08\x03\x12\x07too old' }],
  ])('counts spans that are refused one by one, in an answer of %s', async (_form, answer) => {
    const { url } = await startEndpoint(answer);
    const { result, stats } = await exported(url, 10);
    expect(result.code).toBe(1);
    expect(stats).toMatchObject({
      accepted: 10,
      sent: 7,
      queued: 0,
      dropped: { rejectedSpans: 3 },
      lastError: 'too old',
    });
    expect(lines).toEqual([expect.stringContaining('the endpoint refused 3 spans: too old')]);
  });

  it.each([429, 502, 503, 504])('sends again after %d', async (status) => {
    const { requests, url } = await startEndpoint({ status, headers: { 'retry-after': '0' } }, {});
    const { result, stats } = await exported(url, 1);
    expect(result).toEqual({ code: 0 });
    expect(requests).toHaveLength(2);
    expect(stats).toMatchObject({ sent: 1, retriedCalls: 1 });
  });

  it.each([400, 401, 404, 500])('counts %d as an answer', async (status) => {
    const { requests, url } = await startEndpoint({ status, body: 'The destination is not CloudWatchLogs' });
    const { result, stats } = await exported(url, 2);
    expect(result.code).toBe(1);
    expect(requests).toHaveLength(1);
    expect(stats).toMatchObject({ accepted: 2, sent: 0, queued: 0, dropped: { sendFailed: 2 } });
    expect(stats.lastError).toContain('The destination is not CloudWatchLogs');
  });

  it('reports a refused connection', async () => {
    const { result, stats } = await exported('http://127.0.0.1:9', 1, { retryMillis: 1_000 });
    expect(result.code).toBe(1);
    expect(stats.dropped).toEqual({ unreachable: 1 });
    expect(lines[0]).toContain('connection refused at http://127.0.0.1:9');
  });

  it('loses nothing of a batch to a span that throws when read', async () => {
    const { url } = await startEndpoint({});
    const exporter = new AWSXRayExporter({ target: 'otlp', endpoint: url });
    opened.push(() => exporter.shutdown());
    const odd = Object.defineProperty({ ...makeSpan({ spanId: id(99) }) }, 'attributes', {
      get() {
        throw new Error('no');
      },
    });
    await new Promise((resolve) => exporter.export([...spans(2), odd], resolve));
    expect(exporter.stats()).toMatchObject({ accepted: 3, sent: 2, dropped: { unreadable: 1 } });
  });

  it('says what to install where the encoder is missing, and counts the spans', async () => {
    const encoder = createOtlpEncoder(async () => {
      vi.doMock('@opentelemetry/otlp-transformer', () => {
        throw new Error('Cannot find package');
      });
      return loadOtlpSerializer().finally(() => vi.doUnmock('@opentelemetry/otlp-transformer'));
    });
    await encoder.ready();
    expect(() => encoder.encode(spans(1), () => {})).toThrow('npm install @opentelemetry/otlp-transformer');
  });

  it('wants a region or an endpoint, by name', () => {
    vi.stubEnv('AWS_REGION', '');
    expect(() => new AWSXRayExporter({ target: 'otlp' })).toThrow(/region.*AWS_REGION or AWS_DEFAULT_REGION/);
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:4318');
    expect(() => new AWSXRayExporter({ target: 'otlp' })).not.toThrow();
  });
});
