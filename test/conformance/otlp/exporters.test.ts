// One trace, sent by OpenTelemetry's own OTLP exporters and by ours: Local X-Ray assembles the same from each.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type ReadableSpan, SimpleSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRayExporter } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { startLocalXRay, type Trace } from '@otel-xray/local';
import { expect, it } from 'vitest';

/** A request with a call, a query that fails, a link, and attributes of every kind. */
async function makeSpans(): Promise<ReadableSpan[]> {
  const spans: ReadableSpan[] = [];
  const keep: SpanExporter = {
    export: (batch, done) => {
      spans.push(...batch);
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: keep })],
    idGenerator: new AWSXRayIdGenerator(),
    resource: resourceFromAttributes({ 'service.name': 'shop', 'cloud.platform': 'aws_ecs', 'process.pid': 42 }),
  });
  const tracer = provider.getTracer('conformance', '1.2.3');
  const root = tracer.startSpan('GET /cart', {
    kind: SpanKind.SERVER,
    attributes: {
      ...{ 'http.request.method': 'GET', 'http.response.status_code': 500, 'url.full': 'https://shop.test/cart' },
      ...{ 'enduser.id': 'alice', tags: ['a', 'b'], big: 2 ** 53 - 1, share: 0.25, none: '', yes: true, name: '😀 ñ' },
      ...{ bytes: new Uint8Array([1, 2, 255]), nested: { a: [1, { b: 'c' }], d: null } },
    } as never,
    links: [{ context: { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8', traceFlags: 1 } }],
  });
  const inside = trace.setSpan(ROOT_CONTEXT, root);
  const query = tracer.startSpan('SELECT', { kind: SpanKind.CLIENT }, inside);
  query.setAttributes({ 'db.system.name': 'postgresql', 'db.query.text': 'SELECT 1', 'server.address': 'db.test' });
  query.addEvent('waited', { millis: 3 });
  query.recordException(new RangeError('out of range'));
  query.setStatus({ code: SpanStatusCode.ERROR, message: 'no answer' });
  query.end();
  tracer.startSpan('render', {}, inside).end();
  root.end();
  await provider.shutdown();
  return spans;
}

async function export_(exporter: SpanExporter, spans: readonly ReadableSpan[]): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    exporter.export([...spans], ({ code, error }) => (code === 0 ? resolve() : reject(error))),
  );
  await exporter.shutdown();
}

/** Ids that the translator draws for exceptions differ each time. */
function withoutDrawnIds(traces: readonly Trace[], spans: readonly ReadableSpan[]): unknown {
  const own = new Set(spans.map((span) => span.spanContext().spanId));
  const drawn = new Map<string, string>();
  const text = JSON.stringify(traces).replace(/"([0-9a-f]{16})"/g, (quoted, id: string) => {
    if (own.has(id)) return quoted;
    drawn.set(id, drawn.get(id) ?? `drawn ${drawn.size + 1}`);
    return `"${drawn.get(id)}"`;
  });
  return JSON.parse(text);
}

// The enumeration is of a package that the exporters bring along.
const GZIP = 'gzip' as never;
const OTLP: [string, (url: string) => SpanExporter][] = [
  ['protobuf', (url) => new ProtobufExporter({ url })],
  ['protobuf in gzip', (url) => new ProtobufExporter({ url, compression: GZIP })],
  ['JSON', (url) => new JsonExporter({ url })],
  ['JSON in gzip', (url) => new JsonExporter({ url, compression: GZIP })],
];

it.each(OTLP)('gives the same trace as our exporter, by OTLP %s', async (_, create) => {
  const spans = await makeSpans();
  const [ours, theirs] = [await startLocalXRay({ port: 0 }), await startLocalXRay({ port: 0 })];
  try {
    await export_(new AWSXRayExporter({ target: ours }) as unknown as SpanExporter, spans);
    await export_(create(`${theirs.url}/v1/traces`), spans);
    const [expected, actual] = [await ours.traces(), await theirs.traces()];
    expect(actual).toMatchObject([{ root: { name: 'shop', fault: true }, summary: { HasFault: true } }]);
    expect(withoutDrawnIds(actual, spans)).toEqual(withoutDrawnIds(expected, spans));
    expect((await theirs.intake()).rejected).toEqual({});
  } finally {
    await Promise.all([ours.close(), theirs.close()]);
  }
});
