import { createTranslator, type SpanLike, type TranslationReport, type TranslatorOptions } from '@otel-xray/translator';
import { withDeadline } from './ground/deadline.ts';
import { FaultLog } from './ground/fault-log.ts';
import { plural } from './ground/plural.ts';
import type { ResolvedOptions } from './options.ts';
import { classOfSpans, DOCUMENT_CLASSES, hasError } from './outbox/document-class.ts';
import { DocumentMemory } from './outbox/document-memory.ts';
import { createOtlpEncoder } from './outbox/otlp-encoder.ts';
import { DocumentQueue, type QueuedDocument } from './outbox/queue.ts';
import { RefusedTraces } from './outbox/refused-traces.ts';
import { ResourceGate } from './outbox/resource-gate.ts';
import { Settlement } from './outbox/settlement.ts';
import { type SpanEncoder, translating } from './outbox/span-encoder.ts';
import { type ExporterStats, Stats } from './outbox/stats.ts';
import { observeStats } from './outbox/stats-metrics.ts';
import { CallLimit } from './sender/call-limit.ts';
import { Circuit } from './sender/circuit.ts';
import { deliver } from './sender/delivery.ts';
import type { Framing } from './sender/framing.ts';
import { guarded } from './sender/guarded-transport.ts';
import { describeLoss, type Loss } from './sender/loss.ts';
import { retrying, waitUnreferenced } from './sender/retrying-transport.ts';
import { decideUnprocessed } from './sender/unprocessed.ts';
import { createTransport, fitToTarget, otlpSerializerOf, unreachableText } from './target.ts';
import { isRefused } from './transports/auto-transport.ts';
import { faultOf } from './transports/call-error.ts';
import type { ExportResponse, Transport } from './transports/transport.ts';

/** For closing sockets after the flush. */
const CLOSING_MILLIS = 500;

/** Of the queue's bytes, how much is memory that is used again: a slab stays while one document in it waits. */
const REUSED_SHARE = 1 / 8;

/** Before documents go again that X-Ray could not take just then: up to this, at random. */
const SEND_AGAIN_MILLIS = 500;

/**
 * Spans in, documents out: translates at once, so that spans can go; queues; sends in calls; and accounts for each span. What the exporter
 * and the span processor have in common. Nothing here throws or rejects.
 */
export class Pipeline {
  readonly #options: ResolvedOptions;
  readonly #encoder: SpanEncoder;
  readonly #memory: DocumentMemory;
  readonly #gate: ResourceGate;
  readonly #queue: DocumentQueue;
  readonly #framing: Framing;
  readonly #transport: Transport;
  readonly #limit: CallLimit;
  readonly #circuit: Circuit;
  readonly #refusedTraces: RefusedTraces = new RefusedTraces();
  /** Ends the waiting before another attempt. */
  readonly #stop: AbortController = new AbortController();
  readonly #stats = new Stats();
  readonly #faults: FaultLog;
  /** Exports whose documents are not all settled. */
  readonly #open: Set<Promise<unknown>> = new Set();
  #timer: NodeJS.Timeout | undefined;
  /** Flushes under way: while there is one, nothing waits for more. */
  #flushes = 0;
  /** Whether a document with an error waits: a crash may follow. */
  #isUrgent = false;
  #isShut = false;
  #shutdown: Promise<void> | undefined;

  constructor(options: ResolvedOptions, translatorOptions: TranslatorOptions) {
    this.#options = options;
    // Made for any target: it is what says that an option is wrong.
    const translator = createTranslator(fitToTarget(translatorOptions, options));
    this.#gate = new ResourceGate(options.maxQueueDocuments);
    this.#queue = new DocumentQueue(options.maxQueueBytes, options.maxQueueDocuments);
    this.#faults = new FaultLog(options.now);
    const { transport, framing, isDoneWithBytes } = createTransport(options, this.#faults, (datagrams) =>
      this.#noteKernelDrops(datagrams),
    );
    this.#memory = new DocumentMemory(isDoneWithBytes ? options.maxQueueBytes * REUSED_SHARE : 0);
    this.#encoder =
      options.target === 'otlp'
        ? createOtlpEncoder(otlpSerializerOf(options))
        : translating(translator, (source, from, to) => this.#memory.keep(source, from, to));
    this.#framing = framing;
    this.#limit = new CallLimit(framing);
    if (options.meterProvider !== undefined) {
      observeStats(
        options.meterProvider,
        () => this.stats(),
        () => this.#stats.progress(),
      );
    }
    const clock = (): number => performance.now();
    this.#circuit = new Circuit(clock);
    this.#transport = retrying(this.#limited(guarded(transport)), {
      totalMillis: options.retryMillis,
      clock,
      random: Math.random,
      wait: waitUnreferenced,
      onRetry: (response) => this.#noteRetry(response),
    });
  }

  stats(): ExporterStats {
    return this.#stats.snapshot();
  }

  /** Counts spans that were handed over; each is given to `export` once, now or later. */
  accept(spans: number): void {
    this.#stats.accept(spans);
  }

  /**
   * Takes over spans that were counted.
   * @returns when the outcome of all of them is known: nothing if they were delivered, else why the first of the lost ones was lost
   */
  export(spans: readonly SpanLike[]): Promise<string | undefined> {
    if (this.#isShut) {
      this.#stats.drop('shutdown', spans.length);
      this.#faults.warn('shutdown', 'spans came after shutdown and were dropped');
      return Promise.resolve('shutdown');
    }
    return this.#handOver(spans, true);
  }

  /** Sends a span that is in progress. It counts as none: the finished one does. */
  exportFragment(span: SpanLike): void {
    if (!this.#isShut && this.#encoder.takesFragments) this.#handOver([span], false);
  }

  /** Resolves when all that was taken before is settled, or the time is up. */
  async forceFlush(timeoutMillis: number = this.#options.flushTimeoutMillis): Promise<void> {
    this.#flushes++;
    this.#pump();
    // Spans whose resource is not settled by half-time go without the rest of it, rather than not at all.
    const halfTime = setTimeout(() => this.#gate.open(), timeoutMillis / 2);
    await withDeadline(Promise.all(this.#open), timeoutMillis);
    clearTimeout(halfTime);
    this.#flushes--;
  }

  /** Refuses what comes, flushes, and closes. A second call gives the same promise. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#shutDown();
    return this.#shutdown;
  }

  async #shutDown(): Promise<void> {
    this.#isShut = true;
    const lostBefore = lostOf(this.stats());
    await this.forceFlush(this.#options.shutdownTimeoutMillis);
    clearTimeout(this.#timer);
    for (const left of this.#queue.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY))
      this.#lose(left, 'shutdown');
    this.#stop.abort();
    // What is still under way ends because its sockets close.
    const closed = this.#transport.shutdown().then(() => Promise.all(this.#open));
    await withDeadline(closed, CLOSING_MILLIS);
    const { queued, accepted, lastError = 'the time was up' } = this.stats();
    const lost = lostOf(this.stats()) - lostBefore + queued;
    if (lost > 0)
      this.#faults.error(
        'shutdown loss',
        `the shutdown lost ${lost} of ${plural(accepted, 'span')} in all: ${lastError}`,
      );
  }

  #handOver(spans: readonly SpanLike[], isCounted: boolean): Promise<string | undefined> {
    const waiting = this.#gate.wait(spans);
    return this.#keepOpen(
      waiting === undefined
        ? this.#encodeWhenReady(spans, isCounted)
        : waiting.then(() => this.#encodeWhenReady(spans, isCounted)),
    );
  }

  #keepOpen(outcome: Promise<string | undefined>): Promise<string | undefined> {
    this.#open.add(outcome);
    outcome.then(() => this.#open.delete(outcome));
    return outcome;
  }

  #encodeWhenReady(spans: readonly SpanLike[], isCounted: boolean): Promise<string | undefined> {
    const ready = this.#encoder.ready();
    if (ready === undefined) return this.#translateAndQueue(spans, isCounted);
    return ready.then(() => this.#translateAndQueue(spans, isCounted));
  }

  #translateAndQueue(spans: readonly SpanLike[], isCounted: boolean): Promise<string | undefined> {
    const isUrgent = failed(spans);
    if (isCounted && this.#isShedding(spans)) return Promise.resolve('queueFull');
    const settlement = new Settlement();
    const dropped = this.#translate(spans, (bytes, count) => {
      settlement.expect();
      this.#enqueue({ bytes, spans: isCounted ? count : 0, done: settlement.done });
    });
    let first: string | undefined;
    for (const [reason, count] of Object.entries(dropped)) {
      first ??= reason;
      if (isCounted) this.#stats.drop(reason, count);
      const text = `${count} of ${plural(spans.length, 'span')} could not be translated: ${reason}`;
      this.#faults.error(`translate ${reason}`, text);
    }
    settlement.done(first);
    this.#isUrgent ||= isUrgent;
    this.#pump();
    return settlement.settled;
  }

  /** Drops spans for which a full queue has no room, before they cost a translation. */
  #isShedding(spans: readonly SpanLike[]): boolean {
    if (!this.#queue.isFullFor(0)) return false;
    try {
      const documentClass = classOfSpans(spans);
      if (!this.#queue.isFullFor(documentClass)) return false;
      this.#stats.shed(DOCUMENT_CLASSES[documentClass] as string, spans.length);
      this.#reportFullQueue();
      return true;
    } catch {
      // A span that throws when read is the translator's to count.
      return false;
    }
  }

  #reportFullQueue(): void {
    this.#faults.error(
      'queue',
      `the queue is full (${plural(this.#queue.length, 'document')}): spans are dropped, the least valuable first`,
    );
  }

  /** Gives documents to `take`, with the number of spans in each; returns how many spans are in none, by reason. */
  #translate(
    spans: readonly SpanLike[],
    take: (bytes: Uint8Array, spans: number) => void,
  ): TranslationReport['dropped'] {
    let left = spans.length;
    let dropped: TranslationReport['dropped'] = {};
    try {
      dropped = this.#encoder.encode(spans, (bytes, count) => {
        left -= count;
        take(bytes, count);
      });
    } catch (error) {
      this.#stats.failed(String(error));
    }
    for (const count of Object.values(dropped)) left -= count;
    // Whatever goes wrong there, no span may stay in the queue of the count for good.
    return left === 0 ? dropped : { ...dropped, untranslated: left };
  }

  #enqueue(document: QueuedDocument): void {
    this.#stats.enqueue(document.bytes.length);
    if (this.#refusedTraces.has(document.bytes)) {
      this.#lose(document, 'InvalidSegment');
      return;
    }
    for (const { document: gone, documentClass } of this.#queue.add(document)) {
      this.#stats.evicted(DOCUMENT_CLASSES[documentClass] as string, gone.spans, gone.bytes.length);
      this.#memory.release(gone.bytes);
      gone.done('queueFull');
      this.#reportFullQueue();
    }
  }

  /** Starts what calls there is reason and room for. */
  #pump(): void {
    const { maxDocuments, maxBytes, delayMillis } = this.#framing;
    while (this.#queue.length > 0 && this.#limit.hasRoom(this.#queue.length)) {
      const isFull = this.#queue.length >= maxDocuments || this.#queue.bytes >= maxBytes;
      const waitMillis = this.#circuit.waitMillis || (isFull || this.#isUrgent ? 0 : delayMillis);
      if (waitMillis > 0 && this.#flushes === 0) {
        this.#timer ??= this.#waitForMore(waitMillis);
        return;
      }
      this.#startCall();
    }
  }

  #waitForMore(millis: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = undefined;
      const { length } = this.#queue;
      if (this.#circuit.waitMillis === 0 && length > 0 && this.#limit.hasRoom(length)) this.#startCall();
      this.#pump();
    }, millis).unref();
  }

  #startCall(): void {
    const { maxDocuments, maxDocumentsOfBacklog, maxBytes } = this.#framing;
    const hasBacklog = this.#queue.length > 2 * maxDocuments;
    this.#isUrgent = false;
    const batch = this.#queue.take(hasBacklog ? maxDocumentsOfBacklog : maxDocuments, maxBytes);
    if (this.#circuit.waitMillis > 0) {
      // Someone waits for an outcome, and it is known.
      for (const document of batch) this.#lose(document, 'accessDenied');
      return;
    }
    this.#stats.inFlight(spansOf(batch));
    const call = (): Promise<void> =>
      deliver(batch, {
        send: (documents) => this.#transport.send(documents, this.#options.timeoutMillis),
        waitToSendAgain: () => {
          this.#stats.retried();
          return waitUnreferenced(Math.random() * SEND_AGAIN_MILLIS, this.#stop.signal);
        },
        settle: (documents, loss) => this.#settle(documents, loss),
      });
    this.#limit.run(call, () => this.#pump());
  }

  #limited(transport: Transport): Transport {
    return {
      send: (documents, timeoutMillis) => this.#limit.attempt(() => transport.send(documents, timeoutMillis)),
      shutdown: () => transport.shutdown(),
    };
  }

  #noteKernelDrops(datagrams: number): void {
    const spans = this.#stats.kernelDropped(datagrams);
    const lost = `${plural(datagrams, 'datagram')} (about ${plural(spans, 'span')})`;
    const text = `the kernel dropped ${lost} at the daemon, whose UDP receive buffer was full; target "daemon-http" loses none`;
    this.#faults.warn('kernelDropped', text);
  }

  #noteRetry(response: ExportResponse): void {
    this.#stats.retried();
    // A minute of attempts is too long to leave someone in the dark who forgot to start the daemon.
    if (isRefused(response)) this.#faults.error('unreachable', unreachableText(this.#options));
  }

  #settle(documents: readonly QueuedDocument[], loss: Loss | undefined): void {
    this.#stats.inFlight(-spansOf(documents));
    if (loss !== undefined) this.#settleLost(documents, loss);
    else {
      for (const document of documents) {
        this.#stats.sent(document.spans, document.bytes.length);
        this.#memory.release(document.bytes);
        document.done(undefined);
      }
    }
  }

  #settleLost(documents: readonly QueuedDocument[], loss: Loss): void {
    const [first] = documents;
    if (first === undefined) return;
    if (loss.kind === 'document' && decideUnprocessed(loss.answer) === 'close') this.#refusedTraces.add(first.bytes);
    if (loss.kind === 'call' && faultOf(loss.response) === 'denied') this.#circuit.trip();
    const unreachable = unreachableText(this.#options);
    const { reason, message, text } = describeLoss(loss, documents.length, first.bytes, unreachable);
    this.#stats.failed(message);
    this.#faults.error(reason, text);
    if (loss.kind === 'spans') this.#settlePartly(documents, loss.rejected.count, reason);
    else for (const document of documents) this.#lose(document, reason);
  }

  /** Which spans were refused nobody says: those of the first documents are counted for them. */
  #settlePartly(documents: readonly QueuedDocument[], rejected: number, reason: string): void {
    let left = rejected;
    for (const document of documents) {
      const lost = Math.min(left, document.spans);
      left -= lost;
      this.#stats.partlySent(document.spans, reason, lost, document.bytes.length);
      document.done(lost > 0 ? reason : undefined);
    }
  }

  #lose(document: QueuedDocument, reason: string): void {
    this.#stats.lost(reason, document.spans, document.bytes.length);
    // An attempt that was given up may not have ended.
    this.#memory.abandon(document.bytes);
    document.done(reason);
  }
}

function spansOf(documents: readonly QueuedDocument[]): number {
  return documents.reduce((sum, { spans }) => sum + spans, 0);
}

function lostOf({ dropped }: ExporterStats): number {
  return Object.values(dropped).reduce((sum, spans) => sum + spans, 0);
}

function failed(spans: readonly SpanLike[]): boolean {
  try {
    return hasError(spans);
  } catch {
    return false;
  }
}
