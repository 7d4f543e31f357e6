import { createTranslator, type SpanLike, type TranslationReport, type TranslatorOptions } from '@otel-xray/translator';
import { isRefused } from './auto-transport.ts';
import { withDeadline } from './deadline.ts';
import { FaultLog } from './fault-log.ts';
import type { Framing } from './framing.ts';
import { guarded } from './guarded-transport.ts';
import { InFlight } from './in-flight.ts';
import type { ResolvedOptions } from './options.ts';
import { DocumentQueue, type QueuedDocument } from './queue.ts';
import { ResourceGate } from './resource-gate.ts';
import { retrying, waitUnreferenced } from './retrying-transport.ts';
import { type ExporterStats, Stats } from './stats.ts';
import { createTransport, unreachableText } from './target.ts';
import type { ExportResponse, Transport } from './transport.ts';
import { matchUnprocessed } from './unprocessed.ts';

/** For closing sockets after the flush. */
const CLOSING_MILLIS = 500;

/**
 * Spans in, documents out: translates at once, so that spans can go; queues; sends in calls; and accounts for each span. What the exporter
 * and the span processor have in common. Nothing here throws or rejects.
 */
export class Pipeline {
  readonly #options: ResolvedOptions;
  readonly #translator: ReturnType<typeof createTranslator>;
  readonly #gate: ResourceGate;
  readonly #queue: DocumentQueue;
  readonly #framing: Framing;
  readonly #transport: Transport;
  readonly #inFlight: InFlight;
  readonly #stats = new Stats();
  readonly #faults: FaultLog;
  /** Exports whose documents are not all settled. */
  readonly #open: Set<Promise<unknown>> = new Set();
  #timer: NodeJS.Timeout | undefined;
  /** Flushes under way: while there is one, nothing waits for more. */
  #flushes = 0;
  #isShut = false;
  #shutdown: Promise<void> | undefined;

  constructor(options: ResolvedOptions, translatorOptions: TranslatorOptions) {
    this.#options = options;
    this.#translator = createTranslator(translatorOptions);
    this.#gate = new ResourceGate(options.maxQueueDocuments);
    this.#queue = new DocumentQueue(options.maxQueueBytes, options.maxQueueDocuments);
    this.#faults = new FaultLog(options.now);
    const { transport, framing } = createTransport(options, this.#faults);
    this.#framing = framing;
    this.#inFlight = new InFlight(framing.maxCallsInFlight);
    this.#transport = retrying(guarded(transport), {
      totalMillis: options.retryMillis,
      clock: () => performance.now(),
      random: Math.random,
      wait: waitUnreferenced,
      onRetry: (response) => {
        this.#stats.retried();
        // A minute of attempts is too long to leave someone in the dark who forgot to start the daemon.
        if (isRefused(response)) this.#faults.error('unreachable', unreachableText(options));
      },
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
    const waiting = this.#gate.wait(spans);
    const outcome =
      waiting === undefined ? this.#translateAndQueue(spans) : waiting.then(() => this.#translateAndQueue(spans));
    this.#open.add(outcome);
    outcome.then(() => this.#open.delete(outcome));
    return outcome;
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
    await this.forceFlush(this.#options.shutdownTimeoutMillis);
    clearTimeout(this.#timer);
    for (const left of this.#queue.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY))
      this.#lose(left, 'shutdown');
    // What is still under way ends because its sockets close.
    const closed = this.#transport.shutdown().then(() => Promise.all(this.#open));
    await withDeadline(closed, CLOSING_MILLIS);
  }

  #translateAndQueue(spans: readonly SpanLike[]): Promise<string | undefined> {
    return new Promise((resolve) => {
      let first: string | undefined;
      // One more than there are documents, so that none of them settles it before all are counted.
      let unsettled = 1;
      const settle = (reason: string | undefined): void => {
        first ??= reason;
        if (--unsettled === 0) resolve(first);
      };
      const dropped = this.#translate(spans, (bytes, count) => {
        unsettled++;
        this.#enqueue({ bytes, spans: count, done: settle });
      });
      for (const [reason, count] of Object.entries(dropped)) {
        first ??= reason;
        this.#stats.drop(reason, count);
        const text = `${count} of ${spans.length} spans could not be translated: ${reason}`;
        this.#faults.error(`translate ${reason}`, text);
      }
      settle(undefined);
      this.#pump();
    });
  }

  /** Gives documents to `take`, with the number of spans in each; returns how many spans are in none, by reason. */
  #translate(
    spans: readonly SpanLike[],
    take: (bytes: Uint8Array, spans: number) => void,
  ): TranslationReport['dropped'] {
    let left = spans.length;
    let dropped: TranslationReport['dropped'] = {};
    try {
      ({ dropped } = this.#translator.translateToBytes(spans, (buffer, from, to, count) => {
        left -= count;
        take(buffer.slice(from, to), count);
      }));
    } catch (error) {
      this.#stats.failed(String(error));
    }
    for (const count of Object.values(dropped)) left -= count;
    // Whatever goes wrong there, no span may stay in the queue of the count for good.
    return left === 0 ? dropped : { ...dropped, untranslated: left };
  }

  #enqueue(document: QueuedDocument): void {
    this.#stats.enqueue(document.bytes.length);
    for (const gone of this.#queue.add(document)) {
      this.#lose(gone, 'queueFull');
      this.#faults.error(
        'queue',
        `the queue is full: documents are dropped, oldest first (${this.#queue.length} wait)`,
      );
    }
  }

  /** Starts what calls there is reason and room for. */
  #pump(): void {
    const { maxDocuments, maxBytes, delayMillis } = this.#framing;
    while (this.#queue.length > 0 && this.#inFlight.hasRoom) {
      const isFull = this.#queue.length >= maxDocuments || this.#queue.bytes >= maxBytes;
      if (!isFull && this.#flushes === 0 && delayMillis > 0) {
        this.#timer ??= this.#waitForMore(delayMillis);
        return;
      }
      this.#startCall();
    }
  }

  #waitForMore(millis: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = undefined;
      if (this.#inFlight.hasRoom && this.#queue.length > 0) this.#startCall();
      this.#pump();
    }, millis).unref();
  }

  #startCall(): void {
    const batch = this.#queue.take(this.#framing.maxDocuments, this.#framing.maxBytes);
    const documents = batch.map(({ bytes }) => bytes);
    const call = async (): Promise<void> =>
      this.#settle(batch, await this.#transport.send(documents, this.#options.timeoutMillis));
    this.#inFlight.run(call, () => this.#pump());
  }

  #settle(batch: readonly QueuedDocument[], response: ExportResponse): void {
    if (response.status !== 'success') {
      const error = response.error ?? new Error('not sent');
      this.#stats.failed(error.message);
      const reason = isRefused(response) ? 'unreachable' : 'sendFailed';
      for (const document of batch) this.#lose(document, reason);
      const text = reason === 'unreachable' ? unreachableText(this.#options) : `a call failed: ${error.message}`;
      this.#faults.error(reason, `${batch.length} documents lost: ${text}`);
      return;
    }
    const refused = matchUnprocessed(batch, response.unprocessed ?? []);
    for (const document of batch) {
      const answer = refused.get(document);
      if (answer === undefined) {
        this.#stats.sent(document.spans, document.bytes.length);
        document.done(undefined);
      } else {
        const code = answer.ErrorCode || 'unprocessed';
        this.#stats.failed(answer.Message ?? code);
        this.#lose(document, code);
        this.#faults.error(`refused ${code}`, `X-Ray refused a document: ${code} ${answer.Message ?? ''}`.trimEnd());
      }
    }
  }

  #lose(document: QueuedDocument, reason: string): void {
    this.#stats.lost(reason, document.spans, document.bytes.length);
    document.done(reason);
  }
}
