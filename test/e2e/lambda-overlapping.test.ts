import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { wrapHandler } from '@otel-xray/lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordingTransport, type SentDocument } from '../../packages/exporter/test/recording-transport.ts';

const COUNT = 64;

let transport: RecordingTransport;
let provider: TracerProvider;
beforeEach(() => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
  transport = new RecordingTransport();
  provider = new TracerProvider({ spanProcessors: [new AWSXRaySpanProcessor({ target: transport })] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterEach(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
  propagation.disable();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const seconds = Math.floor(Date.now() / 1_000).toString(16);
const digits = (n: number, length: number): string => n.toString(16).padStart(length, '0');

function lambdaContext(n: number, traceNumber = n) {
  const xRayTraceId = `Root=1-${seconds}-${digits(traceNumber + 1, 24)};Parent=${digits(n + 1, 16)};Sampled=1`;
  return { awsRequestId: `request-${n}`, functionName: 'orders', xRayTraceId, getRemainingTimeInMillis: () => 3_000 };
}

function work(name: string): void {
  trace.getTracer('app').startSpan(name).end();
}

const requestOf = (document: SentDocument | undefined): unknown => document?.aws?.['request_id'];

/** Starts all invocations, lets them overlap, and ends them in an order of its own. */
async function overlap(traceOf: (n: number) => number): Promise<void> {
  const gates = Array.from({ length: COUNT }, () => Promise.withResolvers<void>());
  const handler = wrapHandler(async (tenant: number, _context: unknown) => {
    work(`before ${tenant}`);
    await gates[tenant]?.promise;
    work(`after ${tenant}`);
  });
  const calls = gates.map((_, n) => handler(n, lambdaContext(n, traceOf(n))));
  for (let n = 0; n < COUNT; n++) {
    const ended = (n * 37) % COUNT;
    gates[ended]?.resolve();
    await calls[ended];
  }
}

describe('invocations that overlap', () => {
  it.each([
    ['each in a trace of its own', (n: number) => n],
    ['all in one trace', () => 0],
  ])('send one document each, whole and never in progress: %s', async (_, traceOf) => {
    await overlap(traceOf);
    const { documents } = transport;
    expect(documents).toHaveLength(COUNT);
    expect(documents.filter((one) => one.in_progress)).toEqual([]);
    for (const document of documents) {
      const tenant = String(requestOf(document)).replace('request-', '');
      expect(document.subsegments?.map(({ name }) => name)).toEqual([`before ${tenant}`, `after ${tenant}`]);
    }
  });

  it('leave the open trees of others alone when the application itself flushes in a handler', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = wrapHandler(async (_event: unknown, _context: unknown) => {
      work('slow');
      await gate.promise;
    })({}, lambdaContext(1));
    await wrapHandler(async (_event: unknown, _context: unknown) => {
      work('quick');
      await provider.forceFlush();
      expect(transport.trees).toEqual(['quick']);
    })({}, lambdaContext(2));
    expect(transport.trees).toEqual(['quick', 'orders']);
    gate.resolve();
    await slow;
    expect(transport.trees).toEqual(['quick', 'orders', 'orders(slow)']);
  });

  it('send a tree of its own that was started in a handler with that invocation', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = wrapHandler(async (_event: unknown, _context: unknown) => {
      trace.getTracer('app').startActiveSpan('detached', { root: true }, () => work('below'));
      await gate.promise;
    })({}, lambdaContext(1));
    await wrapHandler(async (_event: unknown, _context: unknown) => {})({}, lambdaContext(2));
    expect(transport.trees).toEqual(['orders']);
    gate.resolve();
    await slow;
    expect([...transport.trees].sort()).toEqual(['below', 'orders', 'orders']);
  });

  it('send what nobody else will: spans outside of any invocation', async () => {
    const outside = trace.getTracer('app').startSpan('outside');
    context.with(trace.setSpan(context.active(), outside), () => work('left over'));
    await wrapHandler(async (_event: unknown, _context: unknown) => {})({}, lambdaContext(1));
    expect([...transport.trees].sort()).toEqual(['left over', 'orders']);
  });

  it('send at the time limit of one its open root alone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const handler = wrapHandler(async (name: string, _context: unknown) => {
      work(name);
      await new Promise(() => {});
    });
    void handler('late', lambdaContext(1));
    void handler('early', { ...lambdaContext(2), getRemainingTimeInMillis: () => 60_000 });
    await vi.advanceTimersByTimeAsync(2_600);
    const { documents } = transport;
    expect(documents.map(({ name, in_progress }) => [name, in_progress])).toEqual([
      ['orders', true],
      ['late', undefined],
    ]);
    expect(requestOf(documents[0])).toBe('request-1');
  });
});
