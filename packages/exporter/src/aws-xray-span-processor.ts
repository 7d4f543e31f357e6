import { type Context, context as contextApi } from '@opentelemetry/api';
import { withoutTracing } from '@otel-xray/runtime';
import type { SpanLike } from '@otel-xray/translator';
import { type AWSXRaySpanProcessorOptions, resolveOptions, resolveTreeOptions } from './options.ts';
import type { ExporterStats } from './outbox/stats.ts';
import { Pipeline } from './pipeline.ts';
import { FunctionSegments } from './trees/function-segments.ts';
import { flushedInvocation, Invocations } from './trees/invocations.ts';
import { inProgress, OpenRoots } from './trees/open-roots.ts';
import { TreeTable } from './trees/tree-table.ts';
import { WARM_UP_OPTIONS, warmUp } from './warm-up.ts';

/** The sampled flag of the W3C trace context. */
const SAMPLED = 1;

/** How often the age of waiting trees is checked. */
const SWEEP_MILLIS = 5_000;

/**
 * Holds the finished spans of a process's part of a trace until its root and the root's open descendants have ended, and sends them as
 * one document. A `SpanProcessor` of SDK 2.x and 3.x that contains the exporter and counts every span that it holds.
 *
 * Source: https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-processor
 * @example
 * new NodeSDK({ spanProcessors: [new AWSXRaySpanProcessor()] }).start();
 */
export class AWSXRaySpanProcessor {
  /** Whether a span has started in any processor of this process, so that its code is compiled or about to be. */
  static #isWarm = false;

  readonly #pipeline: Pipeline;
  readonly #trees: TreeTable;
  readonly #openRoots: OpenRoots | undefined;
  readonly #functions: FunctionSegments | undefined;
  readonly #lateSpanMillis: number;
  readonly #invocations = new Invocations();
  #sweeper: NodeJS.Timeout | undefined;
  #lateTimer: NodeJS.Timeout | undefined;
  #isShut = false;

  /** @throws TypeError that names an option, its value and what was expected; nothing throws later */
  constructor(options: AWSXRaySpanProcessorOptions = {}) {
    const resolved = resolveOptions(options);
    const { maxTreeSpans, maxTreeAgeMillis, lateSpanMillis, inProgressAfterMillis } = resolveTreeOptions(options);
    const functions = resolved.isLambda ? new FunctionSegments() : undefined;
    this.#functions = functions;
    // An explicit option wins.
    this.#pipeline = new Pipeline(
      resolved,
      functions === undefined ? options : { isFunctionSegment: (id) => functions.has(id), ...options },
    );
    this.#lateSpanMillis = lateSpanMillis;
    this.#trees = new TreeTable({
      maxSpans: maxTreeSpans,
      maxAgeMillis: maxTreeAgeMillis,
      lateSpanMillis,
      now: resolved.now,
    });
    this.#openRoots =
      inProgressAfterMillis === undefined ? undefined : new OpenRoots(inProgressAfterMillis, resolved.now);
    if (resolved.isLambda && typeof resolved.target === 'string' && !AWSXRaySpanProcessor.#isWarm)
      warmUp(new AWSXRaySpanProcessor(WARM_UP_OPTIONS));
  }

  onStart(span: SpanLike, parentContext: Context): void {
    try {
      if (this.#isShut || !isSampled(span)) return;
      AWSXRaySpanProcessor.#isWarm = true;
      this.#trees.open(span);
      this.#functions?.learn(span, parentContext);
      this.#invocations.start(span, parentContext);
      if (this.#openRoots !== undefined) this.#exportInProgress(this.#openRoots.start(span));
    } catch {
      // A span that throws when read is counted when it ends.
      return;
    }
    // Outside of the request at hand, whose context the timer would keep.
    this.#sweeper ??= withoutTracing(() => setInterval(() => this.#sweep(), SWEEP_MILLIS).unref());
  }

  onEnd(span: SpanLike): void {
    let finished: readonly SpanLike[] | undefined = [span];
    try {
      if (!isSampled(span)) return;
      this.#openRoots?.end(span);
      this.#invocations.end(span);
      if (!this.#isShut) finished = this.#trees.end(span);
    } catch {
      // A span that throws when read is sent alone: the translator counts it.
    }
    this.#pipeline.accept(1);
    if (finished !== undefined) this.#pipeline.export(finished);
    else if (this.#lateTimer === undefined && this.#trees.hasLate) this.#lateTimer = this.#waitForLate();
  }

  /**
   * Sends the spans that have ended, whether their root has or not, and resolves when they are settled or after `flushTimeoutMillis`.
   * Called in the context of a Lambda invocation it leaves out the spans of other invocations, which may be half done.
   */
  forceFlush(): Promise<void> {
    const invocation = flushedInvocation(contextApi.active());
    // A function that is stopped at its time limit never ends its root, and without it nobody finds the spans below.
    if (this.#functions !== undefined && this.#openRoots !== undefined) {
      if (invocation === undefined) this.#exportInProgress(this.#openRoots.takeAll());
      else if (invocation.isDeadline) this.#exportInProgress(this.#openRoots.take(invocation.rootId));
    }
    this.#exportAll(invocation && ((rootId) => this.#invocations.isFlushedBy(invocation.rootId, rootId)));
    return this.#pipeline.forceFlush();
  }

  /** Flushes within `shutdownTimeoutMillis` and closes. Twice called is once done. */
  shutdown(): Promise<void> {
    this.#isShut = true;
    clearInterval(this.#sweeper);
    clearTimeout(this.#lateTimer);
    this.#exportAll();
    return this.#pipeline.shutdown();
  }

  /** Counts of the spans so far, by result. Spans that wait for their tree count as queued. */
  stats(): ExporterStats {
    return this.#pipeline.stats();
  }

  #exportAll(isWanted?: (rootId: string) => boolean): void {
    for (const finished of this.#trees.takeAll(isWanted)) this.#pipeline.export(finished);
  }

  #exportInProgress(spans: readonly SpanLike[]): void {
    for (const span of spans) this.#pipeline.exportFragment(inProgress(span));
  }

  // One timer for all trees, armed at most once per wait: most trees are complete long before it fires.
  #waitForLate(): NodeJS.Timeout {
    return withoutTracing(() =>
      setTimeout(() => {
        for (const finished of this.#trees.takeLate()) this.#pipeline.export(finished);
        this.#lateTimer = this.#trees.hasLate ? this.#waitForLate() : undefined;
      }, this.#lateSpanMillis).unref(),
    );
  }

  #sweep(): void {
    if (this.#openRoots !== undefined) this.#exportInProgress(this.#openRoots.takeDue());
    for (const finished of [...this.#trees.takeOld(), ...this.#trees.takeLate()]) this.#pipeline.export(finished);
    if (this.#trees.isEmpty) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
  }
}

function isSampled(span: SpanLike): boolean {
  return ((span.spanContext().traceFlags ?? 0) & SAMPLED) !== 0;
}
