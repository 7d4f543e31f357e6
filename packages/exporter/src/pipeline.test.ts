import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { diag } from '@opentelemetry/api';
import { makeSpan } from '@otel-xray/test-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RecordingTransport } from '../test/recording-transport.ts';
import { type AWSXRayExporterOptions, resolveOptions } from './options.ts';
import { Pipeline } from './pipeline.ts';
import { CallError } from './transports/call-error.ts';
import type { ExportResponse } from './transports/transport.ts';

const AN_HOUR = 3_600_000;
const opened: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of opened.splice(0).reverse()) await close();
});

/** A daemon that answers on request of the test. */
async function open(options: AWSXRayExporterOptions = {}) {
  const calls: { documents: number; bytes: number; answer: (status?: number, body?: string) => void }[] = [];
  const server = createServer(async (request, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { TraceSegmentDocuments: documents } = JSON.parse(body) as { TraceSegmentDocuments: string[] };
    const bytes = documents.reduce((sum, document) => sum + document.length, 0);
    const answer = (status = 200, body = '{}') => void response.writeHead(status).end(body);
    calls.push({ documents: documents.length, bytes, answer });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const daemonAddress = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const given = { target: 'daemon-http' as const, daemonAddress, shutdownTimeoutMillis: 1, ...options };
  const pipeline = new Pipeline(resolveOptions(given), given);
  opened.push(() => pipeline.shutdown());
  let spans = 0;
  const add = (count: number, fields: object = {}): void => {
    for (let i = 0; i < count; i++) {
      pipeline.accept(1);
      pipeline.export([makeSpan({ spanId: (++spans).toString(16).padStart(16, '0'), ...fields })]);
    }
  };
  const sizes = () => calls.map(({ documents }) => documents);
  const seen = (count: number) => vi.waitFor(() => expect(calls).toHaveLength(count));
  return { pipeline, calls, sizes, seen, add };
}

describe('Pipeline', () => {
  it('keeps no span whose document waits', async () => {
    const { pipeline } = await open({ batchDelayMillis: AN_HOUR });
    let span: ReturnType<typeof makeSpan> | undefined = makeSpan();
    const reference = new WeakRef(span);
    pipeline.accept(1);
    pipeline.export([span]);
    span = undefined;
    setFlagsFromString('--expose-gc');
    await new Promise((resolve) => setImmediate(resolve));
    runInNewContext('gc')();
    expect(reference.deref()).toBeUndefined();
    expect(pipeline.stats()).toMatchObject({ queued: 1, queuedDocuments: 1 });
  });

  it('puts 25 documents into a call, and has two calls in flight', async () => {
    const { calls, sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(24);
    add(1);
    await seen(1);
    add(60);
    await seen(2);
    expect(sizes()).toEqual([25, 25]);
    calls[0]!.answer();
    await seen(3);
    expect(sizes()).toEqual([25, 25, 25]);
  });

  it('puts 256,000 bytes into a call', async () => {
    const { calls, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(9, { attributes: { large: 'x'.repeat(30_000) } });
    await seen(1);
    expect(calls[0]!.documents).toBe(8);
    expect(calls[0]!.bytes).toBeLessThanOrEqual(256_000);
  });

  it('sends what did not fill a call after the delay', async () => {
    const { sizes, seen, add } = await open({ batchDelayMillis: 20 });
    add(3);
    await seen(1);
    expect(sizes()).toEqual([3]);
  });

  it('waits for nothing without a delay, but for calls in flight', async () => {
    const { calls, sizes, seen, add } = await open({ batchDelayMillis: 0 });
    add(5);
    await seen(2);
    calls[0]!.answer();
    await seen(3);
    expect(sizes()).toEqual([1, 1, 3]);
  });

  it('flushes to the end although another flush ends before', async () => {
    const { pipeline, calls, sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(55);
    const first = pipeline.forceFlush(1);
    const second = pipeline.forceFlush(AN_HOUR);
    await first;
    await seen(2);
    for (const at of [0, 1]) calls[at]!.answer();
    await seen(3);
    expect(sizes()).toEqual([25, 25, 5]);
    calls[2]!.answer();
    await second;
    expect(pipeline.stats()).toMatchObject({ accepted: 55, sent: 55, queued: 0 });
  });

  it('waits for others again after a flush', async () => {
    const { pipeline, calls, sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(1);
    const flushed = pipeline.forceFlush();
    await seen(1);
    calls[0]!.answer();
    await flushed;
    add(24);
    add(1);
    await seen(2);
    expect(sizes()).toEqual([1, 25]);
  });

  it('holds the queue of an hour without an answer within its bounds', async () => {
    const { pipeline, seen, add } = await open({ maxQueueDocuments: 100, maxQueueBytes: 10_000 });
    add(50);
    await seen(2);
    add(2_000);
    const { accepted, queued, queuedBytes, dropped } = pipeline.stats();
    expect(accepted).toBe(queued + (dropped['queueFull'] ?? 0));
    // A third call has started for 100 documents that wait.
    expect(queued).toBeLessThanOrEqual(100 + 3 * 50);
    expect(queuedBytes).toBeLessThanOrEqual(10_000 + 3 * 256_000);
  });

  it('makes calls larger and more of them while many documents wait, up to 50 documents and 16 calls', async () => {
    const { sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(3_000);
    await seen(16);
    expect(sizes()).toContain(50);
    expect(Math.max(...sizes())).toBe(50);
  });

  it('has one call in flight after a throttle, and two again after the next answer', async () => {
    const { pipeline, calls, sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    vi.spyOn(Math, 'random').mockReturnValue(0);
    opened.push(() => vi.restoreAllMocks());
    add(75);
    await seen(2);
    calls[0]!.answer(429);
    calls[1]!.answer(429);
    await seen(3);
    await turns(20);
    expect(calls).toHaveLength(3);
    calls[2]!.answer();
    await seen(5);
    expect(sizes()).toEqual([25, 25, 25, 25, 25]);
    for (const at of [3, 4]) calls[at]!.answer();
    await pipeline.forceFlush();
    expect(pipeline.stats()).toMatchObject({ accepted: 75, sent: 75, dropped: {}, retriedCalls: 2 });
  });

  it('halves what is too large for the receiver', async () => {
    const { pipeline, calls, sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(25);
    await seen(1);
    calls[0]!.answer(413);
    await seen(2);
    calls[1]!.answer();
    await seen(3);
    calls[2]!.answer();
    await pipeline.forceFlush();
    expect(sizes()).toEqual([25, 13, 12]);
    expect(pipeline.stats()).toMatchObject({ sent: 25, dropped: {} });
  });
});

/** A pipeline whose target answers as given, on timers that are moved by hand. */
function openFake(options: AWSXRayExporterOptions = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const transport = new RecordingTransport();
  const given = { target: transport, shutdownTimeoutMillis: 1_000, ...options };
  const pipeline = new Pipeline(resolveOptions(given), given);
  let calls = 0;
  const answer = (response: (ids: readonly string[]) => ExportResponse): void => {
    transport.answer = (documents) => {
      calls++;
      return response(documents.map(({ id }) => id));
    };
  };
  answer(() => ({ status: 'success' }));
  let spans = 0;
  const add = async (fields: object = {}): Promise<void> => {
    pipeline.accept(1);
    pipeline.export([makeSpan({ spanId: idOf(++spans), ...fields })]);
    await turns(5);
  };
  return { pipeline, answer, add, calls: () => calls };
}

const idOf = (n: number): string => n.toString(16).padStart(16, '0');

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

const DENIED: ExportResponse = { status: 'failure', error: new CallError('AccessDeniedException', 'denied') };

describe('Pipeline without permission', () => {
  it('makes no call for a minute, queues new documents, and sends them then', async () => {
    const { pipeline, answer, add, calls } = openFake();
    answer(() => DENIED);
    await add();
    await add();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(calls()).toBe(1);
    expect(pipeline.stats()).toMatchObject({ accepted: 2, queued: 1, dropped: { accessDenied: 1 } });
    answer(() => ({ status: 'success' }));
    await vi.advanceTimersByTimeAsync(1);
    await turns(5);
    expect(pipeline.stats()).toMatchObject({ accepted: 2, sent: 1, queued: 0, dropped: { accessDenied: 1 } });
    await add();
    expect(pipeline.stats()).toMatchObject({ sent: 2, queued: 0 });
  });

  it('leaves nobody waiting who flushes', async () => {
    const { pipeline, answer, add, calls } = openFake();
    answer(() => DENIED);
    for (let i = 0; i < 3; i++) await add();
    await pipeline.forceFlush();
    expect(calls()).toBe(1);
    expect(pipeline.stats()).toMatchObject({ accepted: 3, queued: 0, dropped: { accessDenied: 3 } });
  });

  it('drops what the queue has no room for meanwhile, by class', async () => {
    const { pipeline, answer, add } = openFake({ maxQueueDocuments: 1 });
    answer(() => DENIED);
    await add();
    await add({ status: { code: 2 } });
    await add();
    await add({ parent: idOf(99), kind: 0 });
    expect(pipeline.stats()).toMatchObject({
      accepted: 4,
      queued: 1,
      dropped: { accessDenied: 1, queueFull: 2 },
      droppedByClass: { 'segments without error': 1, 'subsegments without error': 1 },
    });
  });
});

describe('Pipeline with a full queue', () => {
  /** A span that counts how often it is translated. */
  const counting = (reads: { count: number }, fields: object = {}) =>
    Object.defineProperty(makeSpan(fields), 'events', {
      get: () => {
        reads.count++;
        return [];
      },
    });

  it('sheds spans before it translates them, but for those of more value', async () => {
    const { pipeline, answer } = openFake({ maxQueueDocuments: 2 });
    answer(() => DENIED);
    const reads = { count: 0 };
    const add = (fields: object = {}): void => {
      pipeline.accept(1);
      void pipeline.export([counting(reads, fields)]);
    };
    add();
    await turns(5);
    for (let n = 2; n <= 5; n++) add({ spanId: idOf(n) });
    const before = reads.count;
    for (let n = 6; n < 1_000; n++) add({ spanId: idOf(n) });
    expect(reads.count).toBe(before);
    add({ spanId: idOf(1_000), status: { code: 2 } });
    add({ spanId: idOf(1_001), attributes: { 'http.response.status_code': 503 } });
    expect(reads.count).toBeGreaterThan(before);
    expect(pipeline.stats()).toMatchObject({
      accepted: 1_001,
      queued: 2,
      dropped: { accessDenied: 1, queueFull: 998 },
      droppedByClass: { 'segments without error': 998 },
    });
  });
});

describe('Pipeline with an error', () => {
  it('sends its document without waiting for others', async () => {
    const { sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(3);
    add(1, { status: { code: 2 } });
    await seen(1);
    add(1);
    await turns(5);
    expect(sizes()).toEqual([4]);
  });

  it('makes no call for each where many fail, but one for those of 10 ms', async () => {
    const { sizes, seen, add, calls } = await open({ batchDelayMillis: AN_HOUR });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    add(1, { status: { code: 2 } });
    for (let i = 0; i < 5; i++) add(1, { status: { code: 2 } });
    await vi.advanceTimersByTimeAsync(9);
    for (let turn = 0; turn < 50 && calls.length < 2; turn++) await turns(1);
    expect(sizes()).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    await seen(2);
    expect(sizes()).toEqual([1, 5]);
  });

  it('does not let a document without one delay it', async () => {
    const { sizes, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(1, { status: { code: 2 } });
    add(1);
    add(1, { status: { code: 2 } });
    await seen(2);
    expect(sizes()).toEqual([1, 2]);
  });
});

describe('Pipeline.shutdown', () => {
  it('logs how many spans it lost, in all', async () => {
    const lines: string[] = [];
    const nothing = (): void => {};
    const logger = { warn: nothing, info: nothing, debug: nothing, verbose: nothing };
    diag.setLogger({ ...logger, error: (...parts) => void lines.push(parts.join(' ')) });
    opened.push(() => diag.disable());
    const { pipeline, seen, add } = await open({ batchDelayMillis: AN_HOUR });
    add(60);
    await seen(2);
    await pipeline.shutdown();
    expect(lines.at(-1)).toContain('the shutdown lost 60 of 60 spans in all: ');
    expect(pipeline.stats()).toMatchObject({ accepted: 60, queued: 0, sent: 0 });
  });
});

describe('Pipeline with refused documents', () => {
  it.each<[string, string, object]>([
    [
      'a document that X-Ray could not accept just then is sent once more',
      'ThrottledException',
      { sent: 1, dropped: {}, retriedCalls: 1 },
    ],
    ['what is wrong does not', 'InvalidTime', { sent: 0, dropped: { InvalidTime: 1 }, retriedCalls: 0 }],
  ])('%s', async (_, ErrorCode, expected) => {
    const { pipeline, answer, add, calls } = openFake();
    answer(([Id]) => (calls() === 1 ? { status: 'success', unprocessed: [{ Id, ErrorCode }] } : { status: 'success' }));
    await add();
    await vi.advanceTimersByTimeAsync(500);
    await turns(5);
    expect(pipeline.stats()).toMatchObject({ accepted: 1, queued: 0, ...expected });
  });

  it('shutdown does not wait before a document is sent once more', async () => {
    const { pipeline, answer, add } = openFake();
    answer(([Id]) => ({ status: 'success', unprocessed: [{ Id, ErrorCode: 'InternalFailure' }] }));
    vi.spyOn(Math, 'random').mockReturnValue(1);
    await add();
    const shutdown = pipeline.shutdown();
    await vi.advanceTimersByTimeAsync(2_000);
    await shutdown;
    vi.restoreAllMocks();
    expect(pipeline.stats()).toMatchObject({ accepted: 1, queued: 0, dropped: { InternalFailure: 1 } });
  });

  it('sends no more subsegments of a trace that is closed, but its segments', async () => {
    const { pipeline, answer, add, calls } = openFake();
    answer(([Id]) => ({ status: 'success', unprocessed: [{ Id, ErrorCode: 'InvalidSegment' }] }));
    await add();
    answer(() => ({ status: 'success' }));
    await add({ parent: idOf(1), kind: 0 });
    await add({ traceId: '6553f100ffffffffffffffffffffffff', parent: idOf(1), kind: 0 });
    await add();
    expect(calls()).toBe(3);
    expect(pipeline.stats()).toMatchObject({ accepted: 4, sent: 2, queued: 0, dropped: { InvalidSegment: 2 } });
  });
});
