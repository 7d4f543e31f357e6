import { createTranslator, type SpanLike, type TranslatorOptions } from '@otel-xray/translator';
import { isRefused } from './auto-transport.ts';
import { documentId } from './document-id.ts';
import { FaultLog } from './fault-log.ts';
import type { Framing } from './framing.ts';
import { InFlight } from './in-flight.ts';
import type { ResolvedOptions } from './options.ts';
import { DocumentQueue, type QueuedDocument } from './queue.ts';
import { retrying } from './retrying-transport.ts';
import { type ExporterStats, Stats } from './stats.ts';
import { createTransport, unreachableText } from './target.ts';
import type { ExportResponse, Transport, UnprocessedDocument } from './transport.ts';

/**
 * Spans in, documents out: translates at once, so that spans can go; queues; sends in calls; and accounts for each span. What the exporter
 * and the span processor have in common.
 */
export class Pipeline {
  readonly #options: ResolvedOptions;
  readonly #translator: ReturnType<typeof createTranslator>;
  readonly #queue: DocumentQueue;
  readonly #framing: Framing;
  readonly #transport: Transport;
  readonly #inFlight: InFlight;
  readonly #stats = new Stats();
  readonly #faults: FaultLog;
  /** Exports whose documents are not all settled. */
  readonly #open: Set<Promise<unknown>> = new Set();
  #timer: NodeJS.Timeout | undefined;
  #isFlushing = false;
  #isShut = false;
  #shutdown: Promise<void> | undefined;

  constructor(options: ResolvedOptions, translatorOptions: TranslatorOptions) {
    this.#options = options;
    this.#translator = createTranslator(translatorOptions);
    this.#queue = new DocumentQueue(options.maxQueueBytes, options.maxQueueDocuments);
    this.#faults = new FaultLog(options.now);
    const { transport, framing } = createTransport(options, this.#faults);
    this.#framing = framing;
    this.#inFlight = new InFlight(framing.maxCallsInFlight);
    this.#transport = retrying(transport, {
      totalMillis: options.retryMillis,
      now: options.now,
      random: Math.random,
      wait: waitUnreferenced,
      onRetry: () => this.#stats.retried(),
    });
  }

  stats(): ExporterStats {
    return this.#stats.snapshot();
  }

  /**
   * Takes spans over.
   * @returns when the outcome of all of them is known: nothing if they were delivered, else why the first of the lost ones was lost
   */
  export(spans: readonly SpanLike[]): Promise<string | undefined> {
    this.#stats.accept(spans.length);
    if (this.#isShut) {
      this.#stats.drop('shutdown', spans.length);
      this.#faults.warn('shutdown', 'spans came after shutdown and were dropped');
      return Promise.resolve('shutdown');
    }
    const outcome = this.#translateAndQueue(spans);
    this.#open.add(outcome);
    outcome.finally(() => this.#open.delete(outcome));
    this.#pump();
    return outcome;
  }

  /** Resolves when all that was taken before is settled, or the time is up. */
  async forceFlush(timeoutMillis: number = this.#options.flushTimeoutMillis): Promise<void> {
    this.#isFlushing = true;
    this.#pump();
    await withDeadline(Promise.all(this.#open), timeoutMillis);
    this.#isFlushing = false;
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
    await this.#transport.shutdown();
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
      const report = this.#translator.translateToBytes(spans, (buffer, from, to, count) => {
        unsettled++;
        this.#enqueue({ bytes: buffer.slice(from, to), spans: count, done: settle });
      });
      for (const [reason, count] of Object.entries(report.dropped)) {
        first ??= reason;
        this.#stats.drop(reason, count);
        this.#faults.error(
          `translate ${reason}`,
          `${count} of ${spans.length} spans could not be translated: ${reason}`,
        );
      }
      settle(undefined);
    });
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
      if (!isFull && !this.#isFlushing && delayMillis > 0) {
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
    const call = async (): Promise<void> => this.#settle(batch, await this.#send(batch));
    this.#inFlight.run(call, () => this.#pump());
  }

  async #send(batch: readonly QueuedDocument[]): Promise<ExportResponse> {
    try {
      return await this.#transport.send(
        batch.map(({ bytes }) => bytes),
        this.#options.timeoutMillis,
      );
    } catch (error) {
      // A transport of the user's may reject, though it should not.
      return { status: 'failure', error: error instanceof Error ? error : new Error(String(error)) };
    }
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

/** Which documents were refused: by id, all of a call that bear it; an answer without id counts for the first one left. */
function matchUnprocessed(
  batch: readonly QueuedDocument[],
  answers: readonly UnprocessedDocument[],
): Map<QueuedDocument, UnprocessedDocument> {
  const refused = new Map<QueuedDocument, UnprocessedDocument>();
  if (answers.length === 0) return refused;
  const ids = batch.map(({ bytes }) => documentId(bytes));
  for (const answer of answers.filter(({ Id }) => Id !== undefined && Id !== null)) {
    for (const [at, document] of batch.entries()) if (ids[at] === answer.Id) refused.set(document, answer);
  }
  for (const answer of answers.filter(({ Id }) => Id === undefined || Id === null)) {
    const next = batch.find((document) => !refused.has(document));
    if (next !== undefined) refused.set(next, answer);
  }
  return refused;
}

function waitUnreferenced(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis).unref();
  });
}

function withDeadline(work: Promise<unknown>, millis: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    work.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
