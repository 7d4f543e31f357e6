/**
 * Counts of the exported spans: `accepted = sent + queued + all of dropped`, at any moment. Numbers of spans, unless the name
 * says otherwise.
 */
export interface ExporterStats {
  accepted: number;
  /** Accepted by the target; over UDP, handed to the system. */
  sent: number;
  /** Waiting, or in flight. */
  queued: number;
  /** Reason → spans that are lost. */
  dropped: Record<string, number>;
  /**
   * Spans among `sent` that the kernel probably dropped because the receive buffer of the daemon's UDP socket was full. Estimated from the
   * number of datagrams, where that can be seen (Linux, daemon on this machine). Not subtracted from `sent`.
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

/** Stages of a span, for metrics. */
export interface SpanProgress {
  /** Spans in calls. */
  readonly inFlight: number;
  /** Reasons in `dropped` of spans that no call was made for. */
  readonly beforeCalls: ReadonlySet<string>;
}

/** Reasons that are counted by name. They come from answers of a receiver: more of them are counted together. */
const MAX_REASONS = 32;

const OTHER_REASONS = 'other';

/** Counts spans, documents and calls. */
export class Stats {
  /** A map, since a receiver may answer any name, `__proto__` too. */
  readonly #dropped: Map<string, number> = new Map();
  /** Reasons of spans that no call was made for. */
  readonly #beforeCalls: Set<string> = new Set();
  #inFlight = 0;
  readonly #values: Omit<ExporterStats, 'dropped'> = {
    accepted: 0,
    sent: 0,
    queued: 0,
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

  /** Counts spans that never became a document. */
  drop(reason: string, spans: number): void {
    if (spans > 0) this.#beforeCalls.add(reason);
    this.#drop(reason, spans);
  }

  /** Counts spans that leave the queue for a call, or with a negative number, whose call has ended. */
  inFlight(spans: number): void {
    this.#inFlight += spans;
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
    this.#drop(reason, lostSpans);
  }

  lost(reason: string, spans: number, bytes: number): void {
    this.#leaveQueue(bytes);
    this.#drop(reason, spans);
  }

  /** Counts spans that a full queue refuses before they are translated. */
  shed(documentClass: string, spans: number): void {
    this.drop('queueFull', spans);
    this.#countClass(documentClass, spans);
  }

  evicted(documentClass: string, spans: number, bytes: number): void {
    this.#beforeCalls.add('queueFull');
    this.lost('queueFull', spans, bytes);
    this.#countClass(documentClass, spans);
  }

  #countClass(documentClass: string, spans: number): void {
    if (spans === 0) return;
    const { droppedByClass = {} } = this.#values;
    droppedByClass[documentClass] = (droppedByClass[documentClass] ?? 0) + spans;
    this.#values.droppedByClass = droppedByClass;
  }

  /**
   * Counts datagrams that the kernel dropped; each counts as many spans as a document has on average.
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
    const { droppedByClass, ...values } = this.#values;
    return {
      ...values,
      dropped: Object.fromEntries(this.#dropped),
      ...(droppedByClass !== undefined && { droppedByClass: { ...droppedByClass } }),
    };
  }

  /** Returns what the metrics show beside the snapshot. */
  progress(): SpanProgress {
    return { inFlight: this.#inFlight, beforeCalls: this.#beforeCalls };
  }

  #drop(reason: string, spans: number): void {
    if (spans === 0) return;
    this.#values.queued -= spans;
    const isKnown = this.#dropped.has(reason) || this.#dropped.size < MAX_REASONS - 1;
    const name = isKnown ? reason : OTHER_REASONS;
    this.#dropped.set(name, (this.#dropped.get(name) ?? 0) + spans);
  }

  #leaveQueue(bytes: number): void {
    this.#values.queuedDocuments--;
    this.#values.queuedBytes -= bytes;
  }
}
