import type { SpanLike } from '@otel-xray/translator';
import type { FaultLog } from '../ground/fault-log.ts';
import { plural } from '../ground/plural.ts';
import { describeLoss, type Loss } from '../sender/loss.ts';
import { decideUnprocessed } from '../sender/unprocessed.ts';
import { classOfSpans, DOCUMENT_CLASSES, hasError } from './document-class.ts';
import type { DocumentMemory } from './document-memory.ts';
import { encodeAll } from './encode.ts';
import { DocumentQueue, type QueuedDocument } from './queue.ts';
import { RefusedTraces } from './refused-traces.ts';
import { ResourceGate } from './resource-gate.ts';
import { Settlement } from './settlement.ts';
import type { SpanEncoder } from './span-encoder.ts';
import type { Stats } from './stats.ts';

export interface OutboxParts {
  readonly encoder: SpanEncoder;
  /** Where the encoder's documents lie. */
  readonly memory: DocumentMemory;
  readonly stats: Stats;
  readonly faults: FaultLog;
  readonly maxQueueBytes: number;
  readonly maxQueueDocuments: number;
  /** Advice when the target refuses the connection. */
  readonly unreachable: string;
  /** Called when documents have come. */
  readonly onDocuments: () => void;
}

/**
 * Spans in, documents out: encodes immediately, so that the spans can be freed; queues the documents; accounts for each span until its
 * outcome is reported by
 * `settle`. Knows nothing of calls. Nothing here throws or rejects.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #stats: Stats;
  readonly #faults: FaultLog;
  readonly #gate: ResourceGate;
  readonly #queue: DocumentQueue;
  readonly #refusedTraces: RefusedTraces = new RefusedTraces();
  /** Settlement of all spans since the last flush that need no outcome. */
  #shared = new Settlement();
  /** Settlements of the other spans. */
  readonly #open: Set<Promise<unknown>> = new Set();
  #isUrgent = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#stats = parts.stats;
    this.#faults = parts.faults;
    this.#gate = new ResourceGate(parts.maxQueueDocuments);
    this.#queue = new DocumentQueue(parts.maxQueueBytes, parts.maxQueueDocuments);
  }

  /** Number of documents that wait. */
  get length(): number {
    return this.#queue.length;
  }

  /** Their bytes. */
  get bytes(): number {
    return this.#queue.bytes;
  }

  /** Whether a document with an error waits: a crash may follow. */
  get isUrgent(): boolean {
    return this.#isUrgent;
  }

  /** Encodes spans that were counted. */
  put(spans: readonly SpanLike[]): void {
    this.#put(spans, this.#shared, true);
  }

  /** Encodes spans likewise; resolves when their outcome is known: nothing if all were delivered, else the reason of the first loss. */
  putAndSettle(spans: readonly SpanLike[]): Promise<string | undefined> {
    const settlement = new Settlement();
    this.#put(spans, settlement, true);
    return this.#close(settlement);
  }

  /** Encodes a span in progress. It does not count: the finished one does. */
  putFragment(span: SpanLike): void {
    if (this.#parts.encoder.takesFragments) this.#put([span], this.#shared, false);
  }

  /** Resolves when all that was put before is settled. */
  async settled(): Promise<void> {
    this.#close(this.#shared);
    this.#shared = new Settlement();
    await Promise.all(this.#open);
  }

  /** Lets spans go whose resource is not complete yet. */
  openGate(): void {
    this.#gate.open();
  }

  /** Removes and returns the next documents for a call, as many as fit. */
  take(maxDocuments: number, maxBytes: number): QueuedDocument[] {
    this.#isUrgent = false;
    const documents = this.#queue.take(maxDocuments, maxBytes);
    this.#stats.inFlight(spansOf(documents));
    return documents;
  }

  /** Settles documents of a call, once each: delivered, or lost for the same reason. */
  settle(documents: readonly QueuedDocument[], loss?: Loss): void {
    this.#stats.inFlight(-spansOf(documents));
    if (loss !== undefined) {
      this.#settleLost(documents, loss);
      return;
    }
    for (const { bytes, spans, settlement } of documents) {
      this.#stats.sent(spans, bytes.length);
      this.#parts.memory.release(bytes);
      settlement.done(undefined);
    }
  }

  /** Drops all that waits. */
  dropAll(reason: string): void {
    for (const left of this.#queue.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)) this.#lose(left, reason);
  }

  #close(settlement: Settlement): Promise<string | undefined> {
    const settled = settlement.settled();
    settlement.done(undefined);
    this.#open.add(settled);
    settled.then(() => this.#open.delete(settled));
    return settled;
  }

  #put(spans: readonly SpanLike[], settlement: Settlement, isCounted: boolean): void {
    settlement.expect();
    const gate = this.#gate.wait(spans);
    if (gate === undefined) this.#encodeWhenReady(spans, settlement, isCounted);
    else gate.then(() => this.#encodeWhenReady(spans, settlement, isCounted));
  }

  #encodeWhenReady(spans: readonly SpanLike[], settlement: Settlement, isCounted: boolean): void {
    const ready = this.#parts.encoder.ready();
    if (ready === undefined) settlement.done(this.#encode(spans, settlement, isCounted));
    else ready.then(() => settlement.done(this.#encode(spans, settlement, isCounted)));
  }

  /** Returns why spans are in no document, if some are not. */
  #encode(spans: readonly SpanLike[], settlement: Settlement, isCounted: boolean): string | undefined {
    const isUrgent = failed(spans);
    if (isCounted && this.#isShedding(spans)) return 'queueFull';
    const { dropped, error } = encodeAll(this.#parts.encoder, spans, (bytes, count) => {
      settlement.expect();
      this.#enqueue({ bytes, spans: isCounted ? count : 0, settlement });
    });
    if (error !== undefined) this.#stats.failed(String(error));
    let first: string | undefined;
    for (const [reason, count] of Object.entries(dropped)) {
      first ??= reason;
      if (isCounted) this.#stats.drop(reason, count);
      const text = `${count} of ${plural(spans.length, 'span')} could not be translated: ${reason}`;
      this.#faults.error(`translate ${reason}`, text);
    }
    this.#isUrgent ||= isUrgent;
    this.#parts.onDocuments();
    return first;
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

  #enqueue(document: QueuedDocument): void {
    this.#stats.enqueue(document.bytes.length);
    if (this.#refusedTraces.has(document.bytes)) {
      this.#lose(document, 'InvalidSegment');
      return;
    }
    for (const { document: gone, documentClass } of this.#queue.add(document)) {
      this.#stats.evicted(DOCUMENT_CLASSES[documentClass] as string, gone.spans, gone.bytes.length);
      this.#parts.memory.release(gone.bytes);
      gone.settlement.done('queueFull');
      this.#reportFullQueue();
    }
  }

  #reportFullQueue(): void {
    const waiting = plural(this.#queue.length, 'document');
    this.#faults.error('queue', `the queue is full (${waiting}): spans are dropped, the least valuable first`);
  }

  #settleLost(documents: readonly QueuedDocument[], loss: Loss): void {
    const [first] = documents;
    if (first === undefined) return;
    if (loss.kind === 'withheld') {
      for (const document of documents) this.#lose(document, 'accessDenied');
      return;
    }
    if (loss.kind === 'document' && decideUnprocessed(loss.answer) === 'close') this.#refusedTraces.add(first.bytes);
    const { reason, message, text } = describeLoss(loss, documents.length, first.bytes, this.#parts.unreachable);
    this.#stats.failed(message);
    this.#faults.error(reason, text);
    if (loss.kind === 'spans') this.#settlePartly(documents, loss.rejected.count, reason);
    else for (const document of documents) this.#lose(document, reason);
  }

  /** Which spans were refused nobody says: those of the first documents are counted for them. */
  #settlePartly(documents: readonly QueuedDocument[], rejected: number, reason: string): void {
    let left = rejected;
    for (const { bytes, spans, settlement } of documents) {
      const lost = Math.min(left, spans);
      left -= lost;
      this.#stats.partlySent(spans, reason, lost, bytes.length);
      settlement.done(lost > 0 ? reason : undefined);
    }
  }

  #lose({ bytes, spans, settlement }: QueuedDocument, reason: string): void {
    this.#stats.lost(reason, spans, bytes.length);
    // An abandoned attempt may not have ended.
    this.#parts.memory.abandon(bytes);
    settlement.done(reason);
  }
}

function spansOf(documents: readonly QueuedDocument[]): number {
  return documents.reduce((sum, { spans }) => sum + spans, 0);
}

function failed(spans: readonly SpanLike[]): boolean {
  try {
    return hasError(spans);
  } catch {
    return false;
  }
}
