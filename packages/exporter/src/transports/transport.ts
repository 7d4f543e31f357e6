/**
 * The way of documents out of the process. It has two methods; retries, batches and accounting are wrapped around it. The result of
 * `startLocalXRay()` returns is one.
 */
export interface Transport {
  /**
   * Sends documents, each the UTF-8 JSON of one segment or subsegment without a datagram header. Never rejects: an outcome
   * is a value. Once it resolves the bytes are no longer needed.
   */
  send(documents: readonly Uint8Array[], timeoutMillis: number): Promise<ExportResponse>;
  /** Closes sockets and agents. Twice called is once done. */
  shutdown(): Promise<void>;
}

/** The outcome of a send. */
export type ExportResponse =
  /** The documents were handed over; `unprocessed` are those that the receiver refused one by one. */
  | { status: 'success'; unprocessed?: readonly UnprocessedDocument[]; rejectedSpans?: RejectedSpans }
  /** Nothing was accepted; the same documents may be sent again, not before `retryInMillis`. */
  | { status: 'retryable'; retryInMillis?: number; error?: Error }
  /** Nothing was accepted, and another attempt would not help. */
  | { status: 'failure'; error: Error };

/** How many spans of a call an OTLP endpoint refused; which ones it does not say. */
export interface RejectedSpans {
  readonly count: number;
  readonly message: string;
}

/** One refused document, as PutTraceSegments answers it. The id may be missing, and is not unique in a call. */
export interface UnprocessedDocument {
  readonly Id?: string | undefined;
  readonly ErrorCode?: string | undefined;
  readonly Message?: string | undefined;
}
