/**
 * What became of the spans handed over: `accepted = sent + queued + all of dropped`, at any moment. Numbers of spans, unless the name
 * says otherwise.
 */
export interface ExporterStats {
  accepted: number;
  /** Handed to the target and taken by it; over UDP, handed to the system. */
  sent: number;
  /** Waiting, or under way. */
  queued: number;
  /** Reason → spans that are lost. */
  dropped: Record<string, number>;
  /** Class of document → spans of it among `dropped.queueFull`, once there are some. */
  droppedByClass?: Record<string, number>;
  retriedCalls: number;
  sentDocuments: number;
  sentBytes: number;
  queuedDocuments: number;
  queuedBytes: number;
  lastError?: string;
}

/** Keeps the count. */
export class Stats {
  readonly #values: ExporterStats = {
    accepted: 0,
    sent: 0,
    queued: 0,
    dropped: {},
    retriedCalls: 0,
    sentDocuments: 0,
    sentBytes: 0,
    queuedDocuments: 0,
    queuedBytes: 0,
  };

  accept(spans: number): void {
    this.#values.accepted += spans;
    this.#values.queued += spans;
  }

  /** Spans that never became a document. */
  drop(reason: string, spans: number): void {
    if (spans === 0) return;
    this.#values.queued -= spans;
    this.#values.dropped[reason] = (this.#values.dropped[reason] ?? 0) + spans;
  }

  enqueue(bytes: number): void {
    this.#values.queuedDocuments++;
    this.#values.queuedBytes += bytes;
  }

  sent(spans: number, bytes: number): void {
    this.#leaveQueue(bytes);
    this.#values.queued -= spans;
    this.#values.sent += spans;
    this.#values.sentDocuments++;
    this.#values.sentBytes += bytes;
  }

  /** A document of which some spans are lost and the others sent. */
  partlySent(spans: number, reason: string, lostSpans: number, bytes: number): void {
    this.sent(spans - lostSpans, bytes);
    this.drop(reason, lostSpans);
  }

  lost(reason: string, spans: number, bytes: number): void {
    this.#leaveQueue(bytes);
    this.drop(reason, spans);
  }

  evicted(documentClass: string, spans: number, bytes: number): void {
    this.lost('queueFull', spans, bytes);
    if (spans === 0) return;
    const { droppedByClass = {} } = this.#values;
    droppedByClass[documentClass] = (droppedByClass[documentClass] ?? 0) + spans;
    this.#values.droppedByClass = droppedByClass;
  }

  retried(): void {
    this.#values.retriedCalls++;
  }

  failed(message: string): void {
    this.#values.lastError = message;
  }

  snapshot(): ExporterStats {
    const { dropped, droppedByClass, ...values } = this.#values;
    return {
      ...values,
      dropped: { ...dropped },
      ...(droppedByClass !== undefined && { droppedByClass: { ...droppedByClass } }),
    };
  }

  #leaveQueue(bytes: number): void {
    this.#values.queuedDocuments--;
    this.#values.queuedBytes -= bytes;
  }
}
