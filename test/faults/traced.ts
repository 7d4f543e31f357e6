import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRaySpanProcessor, type AWSXRaySpanProcessorOptions, type ExporterStats } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { expect, onTestFinished, vi } from 'vitest';

/** An application under test. */
export interface Traced {
  /** Ends some traces of two spans each; gives the ids of their roots. */
  work(traces: number, name?: string): string[];
  readonly processor: AWSXRaySpanProcessor;
  readonly stats: () => ExporterStats;
}

/** An application with our span processor, closed when the test is. */
export function startTraced(options: AWSXRaySpanProcessorOptions): Traced {
  const processor = new AWSXRaySpanProcessor({ shutdownTimeoutMillis: 1_000, batchDelayMillis: 0, ...options });
  const idGenerator = new AWSXRayIdGenerator();
  const tracer = new TracerProvider({ spanProcessors: [processor], idGenerator }).getTracer('faults');
  onTestFinished(() => processor.shutdown());
  const workOnce = (name: string): string => {
    const root = tracer.startSpan(name, {}, ROOT_CONTEXT);
    tracer.startSpan('step', {}, trace.setSpan(ROOT_CONTEXT, root)).end();
    root.end();
    return root.spanContext().spanId;
  };
  return {
    work: (traces, name = 'work') => Array.from({ length: traces }, () => workOnce(name)),
    processor,
    stats: () => processor.stats(),
  };
}

/** Attempts follow each other immediately, instead of after a random wait. */
export function withoutJitter(): void {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0);
  onTestFinished(() => random.mockRestore());
}

/** Polls without time: the loop turns until it is so, or the test's own time is up. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Checks the end of every fault: each span is sent, lost under a reason or still queued, and the receiver has exactly the sent ones.
 */
export function expectBalance(stats: ExporterStats, taken: { readonly size: number }): void {
  const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
  expect({ accounted: stats.sent + stats.queued + dropped, taken: taken.size }).toEqual({
    accounted: stats.accepted,
    taken: stats.sent,
  });
}
