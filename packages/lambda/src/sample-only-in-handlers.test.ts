import { context, ROOT_CONTEXT, type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOnSampler, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, it } from 'vitest';
import { sampleOnlyInHandlers } from './sample-only-in-handlers.ts';
import { wrapHandler } from './wrap-handler.ts';

afterEach(() => {
  trace.disable();
  context.disable();
});

it('records what happens in handlers and below callers, and nothing beside them', async () => {
  const exporter = new InMemorySpanExporter();
  const sampler = sampleOnlyInHandlers(new AlwaysOnSampler());
  trace.setGlobalTracerProvider(
    new TracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer = trace.getTracer('app');
  const remote: SpanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1, isRemote: true };

  tracer.startSpan('while loading').end();
  tracer.startSpan('a call while loading', { kind: SpanKind.CLIENT }).end();
  await wrapHandler(async (_event: unknown, _context: unknown) => tracer.startSpan('work').end())(
    {},
    { functionName: 'orders' },
  );
  tracer.startSpan('below a caller', {}, trace.setSpanContext(ROOT_CONTEXT, remote)).end();
  tracer.startSpan('another instrumentation', { kind: SpanKind.SERVER }).end();

  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual([
    'work',
    'orders',
    'below a caller',
    'another instrumentation',
  ]);
  expect(String(sampler)).toBe('OnlyInHandlers{AlwaysOnSampler}');
});
