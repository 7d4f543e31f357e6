import { createTranslator, type SpanLike, type TranslatorOptions } from '@otel-xray/translator';
import { withDeadline } from './ground/deadline.ts';
import { FaultLog } from './ground/fault-log.ts';
import { plural } from './ground/plural.ts';
import type { ResolvedOptions } from './options.ts';
import { DocumentMemory } from './outbox/document-memory.ts';
import { createOtlpEncoder } from './outbox/otlp-encoder.ts';
import { Outbox } from './outbox/outbox.ts';
import type { QueuedDocument } from './outbox/queue.ts';
import { translating } from './outbox/span-encoder.ts';
import { type ExporterStats, Stats } from './outbox/stats.ts';
import { observeStats } from './outbox/stats-metrics.ts';
import { Sender } from './sender/sender.ts';
import { createTransport, fitToTarget, otlpSerializerOf, unreachableText } from './target.ts';
import { isRefused } from './transports/auto-transport.ts';
import type { ExportResponse } from './transports/transport.ts';

/** For closing sockets after the flush. */
const CLOSING_MILLIS = 500;

/** Share of the queue's bytes in memory that is used again: a slab stays while one document in it waits. */
const REUSED_SHARE = 1 / 8;

/**
 * Connects the outbox, where documents wait, with the sender, which sends them: the common part of the exporter and the span processor.
 * Nothing here throws or rejects.
 */
export class Pipeline {
  readonly #options: ResolvedOptions;
  readonly #stats = new Stats();
  readonly #faults: FaultLog;
  readonly #unreachable: string;
  readonly #outbox: Outbox;
  readonly #sender: Sender<QueuedDocument>;
  #isShut = false;
  #shutdown: Promise<void> | undefined;

  constructor(options: ResolvedOptions, translatorOptions: TranslatorOptions) {
    const { maxQueueBytes, maxQueueDocuments, timeoutMillis, retryMillis, meterProvider } = options;
    this.#options = options;
    // Made for any target: it is what says that an option is wrong.
    const translator = createTranslator(fitToTarget(translatorOptions, options));
    this.#faults = new FaultLog(options.now);
    this.#unreachable = unreachableText(options);
    const { transport, framing, isDoneWithBytes } = createTransport(options, this.#faults, (datagrams) =>
      this.#noteKernelDrops(datagrams),
    );
    const memory = new DocumentMemory(isDoneWithBytes ? maxQueueBytes * REUSED_SHARE : 0);
    this.#outbox = new Outbox({
      encoder:
        options.target === 'otlp'
          ? createOtlpEncoder(otlpSerializerOf(options))
          : translating(translator, (source, from, to) => memory.keep(source, from, to)),
      memory,
      stats: this.#stats,
      faults: this.#faults,
      maxQueueBytes,
      maxQueueDocuments,
      unreachable: this.#unreachable,
      onDocuments: () => this.#sender.pump(),
    });
    this.#sender = new Sender(this.#outbox, {
      transport,
      framing,
      timeoutMillis,
      retryMillis,
      onRetry: (response) => this.#noteRetry(response),
    });
    if (meterProvider !== undefined) {
      observeStats(
        meterProvider,
        () => this.stats(),
        () => this.#stats.progress(),
      );
    }
  }

  stats(): ExporterStats {
    return this.#stats.snapshot();
  }

  /** Counts spans that were handed over; each is given to `export` or `exportAndSettle` once, now or later. */
  accept(spans: number): void {
    this.#stats.accept(spans);
  }

  /** Exports spans that were counted. */
  export(spans: readonly SpanLike[]): void {
    if (this.#isShut) this.#refuse(spans);
    else this.#outbox.put(spans);
  }

  /**
   * Exports spans likewise.
   * @returns when the outcome of all of them is known: nothing if they were delivered, else why the first of the lost ones was lost
   */
  async exportAndSettle(spans: readonly SpanLike[]): Promise<string | undefined> {
    return this.#isShut ? this.#refuse(spans) : this.#outbox.putAndSettle(spans);
  }

  /** Sends a span that is in progress. It counts as none: the finished one does. */
  exportFragment(span: SpanLike): void {
    if (!this.#isShut) this.#outbox.putFragment(span);
  }

  /** Resolves when all earlier spans are settled, or the time is over. */
  async forceFlush(timeoutMillis: number = this.#options.flushTimeoutMillis): Promise<void> {
    this.#sender.startFlush();
    // Spans whose resource is not settled by half-time go without the rest of it, rather than not at all.
    const halfTime = setTimeout(() => this.#outbox.openGate(), timeoutMillis / 2);
    await withDeadline(this.#outbox.settled(), timeoutMillis);
    clearTimeout(halfTime);
    this.#sender.endFlush();
  }

  /** Refuses later spans, flushes, and closes. A second call returns the same promise. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#shutDown();
    return this.#shutdown;
  }

  async #shutDown(): Promise<void> {
    this.#isShut = true;
    const lostBefore = lostOf(this.stats());
    await this.forceFlush(this.#options.shutdownTimeoutMillis);
    this.#outbox.dropAll('shutdown');
    const closed = this.#sender.shutdown().then(() => this.#outbox.settled());
    await withDeadline(closed, CLOSING_MILLIS);
    const { queued, accepted, lastError = 'the time was up' } = this.stats();
    const lost = lostOf(this.stats()) - lostBefore + queued;
    if (lost > 0)
      this.#faults.error(
        'shutdown loss',
        `the shutdown lost ${lost} of ${plural(accepted, 'span')} in all: ${lastError}`,
      );
  }

  #refuse(spans: readonly SpanLike[]): string {
    this.#stats.drop('shutdown', spans.length);
    this.#faults.warn('shutdown', 'spans ended after shutdown and were dropped');
    return 'shutdown';
  }

  #noteKernelDrops(datagrams: number): void {
    const spans = this.#stats.kernelDropped(datagrams);
    const lost = `${plural(datagrams, 'datagram')} (about ${plural(spans, 'span')})`;
    const text = `the kernel dropped ${lost} at the daemon, whose UDP receive buffer was full; target "daemon-http" loses none`;
    this.#faults.warn('kernelDropped', text);
  }

  #noteRetry(response: ExportResponse | undefined): void {
    this.#stats.retried();
    // A minute of attempts is too long to leave someone in the dark who forgot to start the daemon.
    if (response !== undefined && isRefused(response)) this.#faults.error('unreachable', this.#unreachable);
  }
}

function lostOf({ dropped }: ExporterStats): number {
  return Object.values(dropped).reduce((sum, spans) => sum + spans, 0);
}
