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
  /**
   * Spans among `sent` that the kernel probably dropped at the daemon's UDP socket because its receive buffer was full; estimated from the number
   * of datagrams, where that can be seen (Linux, daemon on this machine). Not subtracted from `sent`.
   */
  kernelDropped: number;
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
    kernelDropped: 0,
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

  /**
   * Counts datagrams that the kernel dropped; each stands for as many spans as a document has on average.
   * @returns the estimated spans
   */
  kernelDropped(datagrams: number): number {
    const { sent, sentDocuments, kernelDropped } = this.#values;
    const spans = Math.min(Math.round((datagrams * sent) / Math.max(sentDocuments, 1)), sent - kernelDropped);
    this.#values.kernelDropped += spans;
    return spans;
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
