import { context, diag, ROOT_CONTEXT, type Tracer, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, createAlwaysRecordSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { makeSpan } from '@otel-xray/test-kit';
import type { SpanLike } from '@otel-xray/translator';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLocalXRay } from '../test/local-xray.ts';
import { RecordingTransport } from '../test/recording-transport.ts';
import { AWSXRaySpanProcessor } from './aws-xray-span-processor.ts';
import type { AWSXRaySpanProcessorOptions } from './options.ts';

let lines: string[];
const opened: (() => unknown)[] = [];

beforeEach(() => {
  const tell = (...parts: unknown[]): void => void lines.push(parts.join(' '));
  diag.setLogger({ error: tell, warn: tell, info() {}, debug() {}, verbose() {} }, { suppressOverrideMessage: true });
  lines = [];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const close of opened.splice(0).reverse()) await close();
  diag.disable();
});

function open(
  options: AWSXRaySpanProcessorOptions = {},
  config: Omit<ConstructorParameters<typeof TracerProvider>[0] & {}, 'spanProcessors'> = {},
) {
  const transport = new RecordingTransport();
  const processor = new AWSXRaySpanProcessor({ target: transport, ...options });
  const provider = new TracerProvider({ spanProcessors: [processor], ...config });
  opened.push(() => provider.shutdown());
  return { transport, processor, provider, tracer: provider.getTracer('test') };
}

/** Starts a span below another. */
function startBelow(tracer: Tracer, parent: ReturnType<Tracer['startSpan']>, name: string) {
  return tracer.startSpan(name, {}, trace.setSpan(context.active(), parent));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('AWSXRaySpanProcessor', () => {
  it('sends a tree as one document when its root ends', async () => {
    const { tracer, transport, processor } = open();
    const root = tracer.startSpan('root');
    const child = startBelow(tracer, root, 'child');
    startBelow(tracer, child, 'grandchild').end();
    child.end();
    await turn();
    expect(transport.documents).toEqual([]);
    expect(processor.stats()).toMatchObject({ accepted: 2, sent: 0, queued: 2, queuedDocuments: 0 });
    root.end();
    await turn();
    expect(transport.trees).toEqual(['root(child(grandchild))']);
    expect(processor.stats()).toMatchObject({ accepted: 3, sent: 3, queued: 0, sentDocuments: 1 });
  });

  it('sends a tree as one document although its root ends first', async () => {
    const { tracer, transport, processor } = open();
    const root = tracer.startSpan('root');
    const layer = startBelow(tracer, root, 'layer');
    const handler = startBelow(tracer, layer, 'handler');
    for (const span of [root, handler]) span.end();
    await turn();
    expect(transport.documents).toEqual([]);
    layer.end();
    await turn();
    expect(transport.trees).toEqual(['root(layer(handler))']);
    expect(processor.stats()).toMatchObject({ accepted: 3, sent: 3, queued: 0, sentDocuments: 1 });
  });

  it('sends what ends long after its root as a subsegment of its own', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const clock = { now: 1_000_000 };
    const { tracer, transport, processor } = open({ now: () => clock.now, lateSpanMillis: 200 });
    const root = tracer.startSpan('root');
    const late = startBelow(tracer, root, 'late');
    root.end();
    for (const millis of [199, 1]) {
      await turn();
      expect(transport.documents).toEqual([]);
      clock.now += millis;
      vi.advanceTimersByTime(millis);
    }
    await turn();
    expect(vi.getTimerCount()).toBe(0);
    late.end();
    await turn();
    expect(transport.documents).toMatchObject([
      { name: 'root', id: root.spanContext().spanId },
      { name: 'late', type: 'subsegment', parent_id: root.spanContext().spanId },
    ]);
    expect(processor.stats()).toMatchObject({ accepted: 2, sent: 2, queued: 0 });
  });

  it('sends a tree that waits for descendants on forceFlush and on shutdown', async () => {
    const { tracer, transport, processor, provider } = open();
    const ends = ['one', 'two'].map((name) => {
      const root = tracer.startSpan(name);
      startBelow(tracer, root, 'never ends');
      return root;
    });
    ends[0]?.end();
    await provider.forceFlush();
    expect(transport.trees).toEqual(['one']);
    ends[1]?.end();
    await processor.shutdown();
    expect(transport.trees).toEqual(['one', 'two']);
  });

  it('sends on forceFlush what has ended so far, and the rest with the root', async () => {
    const { tracer, transport, processor, provider } = open();
    const root = tracer.startSpan('root');
    startBelow(tracer, root, 'early').end();
    await provider.forceFlush();
    expect(transport.trees).toEqual(['early']);
    expect(processor.stats()).toMatchObject({ accepted: 1, sent: 1, queued: 0 });
    startBelow(tracer, root, 'later').end();
    root.end();
    await provider.forceFlush();
    expect(transport.trees).toEqual(['early', 'root(later)']);
  });

  it('sends what waits for a root that does not end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const clock = { now: 1_000_000 };
    const { tracer, transport } = open({ now: () => clock.now, maxTreeAgeMillis: 30_000 });
    const root = tracer.startSpan('root');
    startBelow(tracer, root, 'done').end();
    clock.now += 29_999;
    vi.advanceTimersByTime(5_000);
    await turn();
    expect(transport.trees).toEqual([]);
    clock.now += 1;
    vi.advanceTimersByTime(5_000);
    await turn();
    expect(transport.trees).toEqual(['done']);
    expect(vi.getTimerCount()).toBe(1);
    root.end();
    vi.advanceTimersByTime(5_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends what waits when it is more than may', async () => {
    const { tracer, transport } = open({ maxTreeSpans: 2 });
    const root = tracer.startSpan('root');
    for (const name of ['a', 'b', 'c', 'd']) startBelow(tracer, root, name).end();
    await turn();
    expect(transport.trees).toEqual(['a', 'b', 'c']);
    root.end();
    await turn();
    expect(transport.trees).toEqual(['a', 'b', 'c', 'root(d)']);
  });

  it('sends a root at its start, and again when it has ended', async () => {
    const xray = await startLocalXRay({ port: 0 });
    opened.push(() => xray.close());
    const { tracer, processor, provider } = open({ target: xray, inProgressAfterMillis: 0 });
    const root = tracer.startSpan('long work', { attributes: { stage: 'one' } });
    const child = startBelow(tracer, root, 'part');
    await provider.forceFlush();
    const documents = async () => (await xray.traces()).flatMap(({ segments }) => segments);
    const [open_] = await documents();
    expect(open_).toMatchObject({ id: root.spanContext().spanId, in_progress: true });
    expect(processor.stats()).toMatchObject({ accepted: 0, sent: 0, sentDocuments: 1, queued: 0 });
    child.end();
    root.end();
    await provider.forceFlush();
    const [closed, ...others] = await documents();
    expect(others).toEqual([]);
    expect(closed).toMatchObject({ id: root.spanContext().spanId, end_time: expect.any(Number) });
    expect(closed).not.toHaveProperty('in_progress');
    expect(processor.stats()).toMatchObject({ accepted: 2, sent: 2, sentDocuments: 2, queued: 0 });
  });

  it('sends a root that has been open for long, once, and never one that is not sampled', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const clock = { now: 1_000_000 };
    const { tracer, transport } = open({ now: () => clock.now, inProgressAfterMillis: 30_000 });
    const root = tracer.startSpan('long work');
    tracer.startSpan('short work').end();
    for (const millis of [29_999, 1, 30_000]) {
      clock.now += millis;
      vi.advanceTimersByTime(5_000);
      await turn();
    }
    expect(transport.trees).toEqual(['short work', 'long work']);
    root.end();
    await turn();
    expect(transport.trees).toEqual(['short work', 'long work', 'long work']);
    const unsampled = open(
      { inProgressAfterMillis: 0 },
      { sampler: createAlwaysRecordSampler(new AlwaysOffSampler()) },
    );
    unsampled.tracer.startSpan('x');
    await turn();
    expect(unsampled.transport.documents).toEqual([]);
  });

  it('serves many trees at the same time', async () => {
    const { tracer, transport } = open();
    const roots = Array.from({ length: 100 }, (_, n) => tracer.startSpan(`root ${n}`));
    const children = roots.map((root) => startBelow(tracer, root, 'child'));
    for (const span of [...children, ...roots]) span.end();
    await vi.waitFor(() => expect(transport.documents).toHaveLength(100));
    expect(transport.trees).toEqual(roots.map((_, n) => `root ${n}(child)`));
  });

  it.each([
    ['not recorded', new AlwaysOffSampler()],
    ['recorded only', createAlwaysRecordSampler(new AlwaysOffSampler())],
  ])('never sends what is not sampled: %s', async (_, sampler) => {
    const { tracer, transport, processor, provider } = open({}, { sampler });
    startBelow(tracer, tracer.startSpan('root'), 'child').end();
    tracer.startSpan('other').end();
    await provider.forceFlush();
    expect(transport.documents).toEqual([]);
    expect(processor.stats()).toMatchObject({ accepted: 0, dropped: {} });
  });

  it('waits for a resource that is still being found out', async () => {
    const host = Promise.withResolvers<string>();
    const resource = resourceFromAttributes({ 'service.name': 'shop', 'host.name': host.promise });
    const { tracer, transport, processor } = open({}, { resource });
    tracer.startSpan('root').end();
    const flushed = processor.forceFlush();
    await turn();
    expect(transport.documents).toEqual([]);
    expect(processor.stats()).toMatchObject({ accepted: 1, queued: 1 });
    host.resolve('host-1');
    await flushed;
    expect(transport.documents[0]?.metadata?.['default']).toMatchObject({ 'otel.resource.host.name': 'host-1' });
  });

  it('ends a flush in time although detectors hang', async () => {
    const resource = resourceFromAttributes({ 'host.name': new Promise<string>(() => {}) });
    const { tracer, transport, processor } = open({ flushTimeoutMillis: 40 }, { resource });
    tracer.startSpan('root').end();
    await processor.forceFlush();
    expect(transport.trees).toHaveLength(1);
  });

  it('counts and reports once a span that throws, and sends the others', async () => {
    const { transport, processor } = open();
    const broken = (): SpanLike => ({
      ...makeSpan({ spanId: '00000000000000bb' }),
      spanContext() {
        throw new Error('no');
      },
    });
    for (const span of [broken(), makeSpan(), broken()]) {
      processor.onStart(span, ROOT_CONTEXT);
      processor.onEnd(span);
    }
    await processor.forceFlush();
    expect(processor.stats()).toMatchObject({ accepted: 3, sent: 1, queued: 0, dropped: { unreadable: 2 } });
    expect(transport.documents).toHaveLength(1);
    expect(lines).toEqual(['@otel-xray/exporter 1 of 1 span could not be translated: unreadable']);
  });

  it('sends at shutdown what has ended, and counts what ends later', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { tracer, transport, processor } = open();
    const root = tracer.startSpan('root');
    startBelow(tracer, root, 'done').end();
    const open2 = startBelow(tracer, root, 'open');
    expect(processor.shutdown()).toBe(processor.shutdown());
    await processor.shutdown();
    expect(transport.trees).toEqual(['done']);
    open2.end();
    root.end();
    tracer.startSpan('new').end();
    expect(processor.stats()).toMatchObject({ accepted: 4, sent: 1, queued: 0, dropped: { shutdown: 3 } });
    expect([transport.shutdowns, vi.getTimerCount()]).toEqual([1, 0]);
    expect(lines).toEqual(['@otel-xray/exporter spans ended after shutdown and were dropped']);
  });
});
