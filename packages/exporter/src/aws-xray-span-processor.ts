import type { Context } from '@opentelemetry/api';
import type { SpanLike } from '@otel-xray/translator';
import { type AWSXRayExporterOptions, resolveOptions } from './options.ts';
import { Pipeline } from './pipeline.ts';
import { settleResources } from './resource-settling.ts';
import type { ExporterStats } from './stats.ts';
import { TreeTable } from './tree-table.ts';

export interface AWSXRaySpanProcessorOptions extends AWSXRayExporterOptions {
  /** Finished spans that wait for their local root; with more, they go without it. Default 1,000. */
  maxTreeSpans?: number;
  /** Milliseconds after which finished spans go although their local root is still open. Default 60,000. */
  maxTreeAgeMillis?: number;
}

/** The sampled flag of the W3C trace context. */
const SAMPLED = 1;

/** How often trees are looked at for their age. */
const SWEEP_MILLIS = 5_000;

/**
 * Holds the finished spans of a process's part of a trace until its root ends, and sends them as one document: the `SpanProcessor` of SDK 2.x
 * and 3.x, with the exporter inside. Nothing is queued that is not counted.
 */
export class AWSXRaySpanProcessor {
  readonly #pipeline: Pipeline;
  readonly #trees: TreeTable;
  readonly #waiting: Set<Promise<unknown>> = new Set();
  #sweeper: NodeJS.Timeout | undefined;

  /** @throws TypeError that names an option, its value and what was expected; nothing throws later */
  constructor(options: AWSXRaySpanProcessorOptions = {}) {
    const resolved = resolveOptions(options);
    this.#pipeline = new Pipeline(resolved, options);
    this.#trees = new TreeTable({
      maxSpans: positive(options, 'maxTreeSpans', 1_000),
      maxAgeMillis: positive(options, 'maxTreeAgeMillis', 60_000),
      now: resolved.now,
    });
  }

  onStart(span: SpanLike, _parentContext: Context): void {
    if (!isSampled(span)) return;
    this.#trees.open(span);
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MILLIS).unref();
  }

  onEnd(span: SpanLike): void {
    if (!isSampled(span)) return;
    const finished = this.#trees.end(span);
    if (finished !== undefined) this.#export(finished);
  }

  /** Sends what has ended, whether its root has or not, and resolves when it is settled or after `flushTimeoutMillis`. */
  async forceFlush(): Promise<void> {
    for (const finished of this.#trees.takeAll()) this.#export(finished);
    await Promise.all(this.#waiting);
    await this.#pipeline.forceFlush();
  }

  /** Flushes within `shutdownTimeoutMillis` and closes. Twice called is once done. */
  async shutdown(): Promise<void> {
    clearInterval(this.#sweeper);
    for (const finished of this.#trees.takeAll()) this.#export(finished);
    await Promise.all(this.#waiting);
    await this.#pipeline.shutdown();
  }

  /** What became of the spans so far. Spans that wait for their root are not accepted yet. */
  stats(): ExporterStats {
    return this.#pipeline.stats();
  }

  #sweep(): void {
    for (const finished of this.#trees.takeOld()) this.#export(finished);
    if (this.#trees.isEmpty) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
  }

  #export(spans: readonly SpanLike[]): void {
    const settled = settleResources(spans).then(() => {
      void this.#pipeline.export(spans);
      this.#waiting.delete(settled);
    });
    this.#waiting.add(settled);
  }
}

function isSampled(span: SpanLike): boolean {
  return ((span.spanContext().traceFlags ?? 0) & SAMPLED) !== 0;
}

function positive(options: AWSXRaySpanProcessorOptions, name: 'maxTreeSpans' | 'maxTreeAgeMillis', or: number): number {
  const value = options[name];
  if (value === undefined) return or;
  if (typeof value !== 'number' || !(value > 0)) {
    throw new TypeError(`${name}: expected a number over 0, got ${String(value)}`);
  }
  return value;
}
