import { diag } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { makeSpan } from '@otel-xray/test-kit';
import type { SpanLike } from '@otel-xray/translator';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLocalXRay } from '../test/local-xray.ts';
import { RecordingTransport } from '../test/recording-transport.ts';
import { AWSXRayExporter, type ExportResult } from './aws-xray-exporter.ts';
import type { AWSXRayExporterOptions } from './options.ts';

let lines: string[];
const opened: (() => unknown)[] = [];

beforeEach(() => {
  const tell = (...parts: unknown[]): void => void lines.push(parts.join(' '));
  diag.setLogger({ error: tell, warn: tell, info() {}, debug() {}, verbose() {} }, { suppressOverrideMessage: true });
  lines = [];
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  diag.disable();
  vi.useRealTimers();
});

function open(options: AWSXRayExporterOptions = {}) {
  const transport = new RecordingTransport();
  const exporter = new AWSXRayExporter({ target: transport, ...options });
  opened.push(() => exporter.shutdown());
  return { transport, exporter };
}

const send = (exporter: AWSXRayExporter, spans: readonly SpanLike[]): Promise<ExportResult> =>
  new Promise((resolve) => exporter.export(spans, resolve));
const lost = (reason: string): ExportResult => ({ code: 1, error: new Error(`spans were lost: ${reason}`) });
const span = (n: number, fields: object = {}) => makeSpan({ spanId: n.toString(16).padStart(16, '0'), ...fields });
const unreadable = (): SpanLike =>
  Object.defineProperty({ ...makeSpan() }, 'attributes', {
    get() {
      throw new Error('no');
    },
  });

describe('AWSXRayExporter behind the batch processor of the SDK', () => {
  it('delivers to Local X-Ray in the same process', async () => {
    const xray = await startLocalXRay({ port: 0 });
    opened.push(() => xray.close());
    const exporter = new AWSXRayExporter({ target: xray });
    const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
    const tracer = provider.getTracer('test');
    tracer.startActiveSpan('root', (root) => {
      tracer.startSpan('other').end();
      root.end();
    });
    await provider.forceFlush();
    expect(exporter.stats()).toMatchObject({ accepted: 2, sent: 2, queued: 0, dropped: {}, sentDocuments: 2 });
    expect((await xray.traces()).flatMap(({ segments }) => segments.map(({ name }) => name)).sort()).toEqual([
      'other',
      'root',
    ]);
    await provider.shutdown();
  });

  it('does not let a batch wait for others: the next one waits for its end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const { exporter, transport } = open({ target: 'api', client: { send: async () => ({}) } });
    const result = send(exporter, [span(1)]);
    await vi.waitFor(() => expect(exporter.stats().sent).toBe(1), { interval: 0 });
    expect(await result).toEqual({ code: 0 });
    expect(transport.documents).toEqual([]);
  });
});

describe('export', () => {
  it('calls back when all documents are delivered', async () => {
    const { exporter, transport } = open();
    const gate = Promise.withResolvers<void>();
    transport.answer = async () => {
      await gate.promise;
      return { status: 'success' };
    };
    const result = send(exporter, [span(1), span(2)]);
    expect(exporter.stats()).toMatchObject({ accepted: 2, sent: 0, queued: 2, queuedDocuments: 2 });
    gate.resolve();
    expect(await result).toEqual({ code: 0 });
    expect(exporter.stats()).toMatchObject({ accepted: 2, sent: 2, queued: 0, queuedDocuments: 0, queuedBytes: 0 });
  });

  it('counts nothing as delivered', async () => {
    const { exporter } = open();
    expect(await send(exporter, [])).toEqual({ code: 0 });
    expect(exporter.stats()).toMatchObject({ accepted: 0, dropped: {} });
  });

  it('reports why the first of the lost spans was lost', async () => {
    const { exporter, transport } = open();
    const refused = { Id: span(2).spanContext().spanId, ErrorCode: 'InvalidTime', Message: 'too old' };
    transport.answer = () => ({ status: 'success', unprocessed: [refused] });
    expect(await send(exporter, [span(1), span(2), span(3)])).toEqual(lost('InvalidTime'));
    expect(exporter.stats()).toMatchObject({ accepted: 3, sent: 2, dropped: { InvalidTime: 1 }, lastError: 'too old' });
    expect(lines).toEqual(['@otel-xray/exporter X-Ray refused a document: InvalidTime too old']);
  });

  it('counts and reports once a span that cannot be translated, and sends the rest', async () => {
    const { exporter, transport } = open();
    for (let i = 0; i < 3; i++)
      expect(await send(exporter, [unreadable(), span(1), span(2, { traceId: 'x' })])).toEqual(lost('invalidTraceId'));
    expect(exporter.stats()).toMatchObject({
      accepted: 9,
      sent: 3,
      queued: 0,
      dropped: { unreadable: 3, invalidTraceId: 3 },
    });
    expect(transport.documents.map(({ id }) => id)).toEqual(Array(3).fill('0000000000000001'));
    expect(lines).toEqual([
      '@otel-xray/exporter 1 of 3 spans could not be translated: invalidTraceId',
      '@otel-xray/exporter 1 of 3 spans could not be translated: unreadable',
    ]);
  });

  it('accounts for all spans where the translation itself fails', async () => {
    const now = (): number => {
      throw new Error('no clock');
    };
    const { exporter } = open({ validateTraceIdTimestamp: true, now });
    expect(await send(exporter, [span(1), span(2)])).toEqual(lost('untranslated'));
    expect(exporter.stats()).toMatchObject({ accepted: 2, queued: 0, dropped: { untranslated: 2 } });
  });

  it('drops the oldest when the queue is full', async () => {
    const { exporter, transport } = open({ maxQueueDocuments: 2 });
    const gate = Promise.withResolvers<void>();
    transport.answer = async () => {
      await gate.promise;
      return { status: 'success' };
    };
    const results = [1, 2, 3, 4].map((n) => send(exporter, [span(n)]));
    expect(await results[1]).toEqual(lost('queueFull'));
    expect(exporter.stats()).toMatchObject({ accepted: 4, queued: 3, dropped: { queueFull: 1 } });
    gate.resolve();
    expect(await Promise.all(results)).toEqual([{ code: 0 }, lost('queueFull'), { code: 0 }, { code: 0 }]);
    expect(transport.documents.map(({ id }) => Number(id))).toEqual([1, 3, 4]);
    expect(lines).toEqual([
      '@otel-xray/exporter the queue is full (2 documents): spans are dropped, the least valuable first',
    ]);
  });

  it('tries again what may be tried again', async () => {
    const { exporter, transport } = open();
    const answers = [
      { status: 'retryable' },
      { status: 'retryable', retryInMillis: 1 },
      { status: 'success' },
    ] as const;
    let calls = 0;
    transport.answer = () => answers[calls++]!;
    expect(await send(exporter, [span(1)])).toEqual({ code: 0 });
    expect(exporter.stats()).toMatchObject({ sent: 1, retriedCalls: 2 });
  });

  it('stops when the time for all attempts is over', async () => {
    const { exporter, transport } = open({ retryMillis: 1 });
    transport.answer = () => ({ status: 'retryable', error: new Error('HTTP 503'), retryInMillis: 5_000 });
    expect(await send(exporter, [span(1)])).toEqual(lost('sendFailed'));
    expect(exporter.stats()).toMatchObject({ dropped: { sendFailed: 1 }, lastError: 'HTTP 503' });
    expect(lines).toEqual(['@otel-xray/exporter Lost 1 document: a call failed: HTTP 503']);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['answers nothing', () => undefined],
  ])('survives a target that %s', async (_, answer) => {
    const { exporter } = open({ target: { send: answer as never, shutdown: answer as never } });
    expect(await send(exporter, [span(1)])).toEqual(lost('sendFailed'));
    await exporter.shutdown();
    expect(exporter.stats()).toMatchObject({ accepted: 1, queued: 0, dropped: { sendFailed: 1 } });
  });

  it('survives a callback that throws, and calls it once', async () => {
    const { exporter } = open();
    const callback = vi.fn(() => {
      throw new Error('no');
    });
    exporter.export([span(1)], callback);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(callback).toHaveBeenCalledExactlyOnceWith({ code: 0 });
    expect(lines).toEqual(['@otel-xray/exporter the callback of an export threw Error: no']);
  });
});

describe('the resource', () => {
  it('is waited for while its detectors run', async () => {
    const { exporter, transport } = open();
    const detected = Promise.withResolvers<string>();
    const provider = new TracerProvider({
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
      resource: resourceFromAttributes({ 'service.name': 'shop', 'host.name': detected.promise }),
    });
    provider.getTracer('test').startSpan('work').end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(transport.documents).toEqual([]);
    detected.resolve('host-1');
    await provider.forceFlush();
    expect(transport.documents[0]?.metadata?.['default']).toMatchObject({ 'otel.resource.host.name': 'host-1' });
    await provider.shutdown();
  });

  it('is not waited for longer than half of a flush', async () => {
    const { exporter, transport } = open({ flushTimeoutMillis: 40 });
    const resource = {
      attributes: {},
      asyncAttributesPending: true,
      waitForAsyncAttributes: () => new Promise(() => {}),
    };
    exporter.export([{ ...span(1), resource }], () => {});
    expect(exporter.stats()).toMatchObject({ accepted: 1, queued: 1 });
    await exporter.forceFlush();
    expect(transport.documents).toHaveLength(1);
  });
});

describe('forceFlush and shutdown', () => {
  it.each(['forceFlush', 'shutdown'] as const)('%s settles what was exported in the same turn', async (end) => {
    const { exporter, transport } = open();
    const result = send(exporter, [span(1)]);
    await exporter[end]();
    expect(transport.documents).toHaveLength(1);
    expect(await result).toEqual({ code: 0 });
  });

  it.each(['forceFlush', 'shutdown'] as const)('%s ends in time when a target hangs', async (end) => {
    const { exporter, transport } = open({ flushTimeoutMillis: 20, shutdownTimeoutMillis: 20 });
    transport.answer = () => new Promise(() => {});
    exporter.export([span(1)], () => {});
    const start = performance.now();
    await exporter[end]();
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(exporter.stats()).toMatchObject({ accepted: 1, queued: 1 });
  });

  it('shutdown ends the waiting for another attempt', async () => {
    const { exporter, transport } = open({ shutdownTimeoutMillis: 20 });
    transport.answer = () => ({ status: 'retryable', error: new Error('HTTP 503'), retryInMillis: 30_000 });
    const result = send(exporter, [span(1)]);
    await exporter.shutdown();
    expect(await result).toEqual(lost('sendFailed'));
    expect(exporter.stats()).toMatchObject({ accepted: 1, queued: 0, dropped: { sendFailed: 1 } });
  });

  it('shutdown counts what it leaves in the queue', async () => {
    const { exporter, transport } = open({ shutdownTimeoutMillis: 20 });
    transport.answer = () => new Promise(() => {});
    const results = [send(exporter, [span(1)]), send(exporter, [span(2)])];
    await exporter.shutdown();
    expect(await results[1]).toEqual(lost('shutdown'));
    expect(exporter.stats()).toMatchObject({ accepted: 2, queued: 1, dropped: { shutdown: 1 } });
  });

  it('twice called is once done', async () => {
    const { exporter, transport } = open();
    expect(exporter.shutdown()).toBe(exporter.shutdown());
    await exporter.shutdown();
    expect(transport.shutdowns).toBe(1);
  });

  it('refuses, counts and reports once a span after shutdown', async () => {
    const { exporter, transport } = open();
    await exporter.shutdown();
    expect(await send(exporter, [span(1)])).toEqual(lost('shutdown'));
    expect(await send(exporter, [span(2), span(3)])).toEqual(lost('shutdown'));
    await exporter.forceFlush();
    expect(exporter.stats()).toMatchObject({ accepted: 3, sent: 0, queued: 0, dropped: { shutdown: 3 } });
    expect(transport.documents).toEqual([]);
    expect(lines).toEqual(['@otel-xray/exporter spans ended after shutdown and were dropped']);
  });
});
