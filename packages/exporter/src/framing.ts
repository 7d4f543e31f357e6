/** How documents are put together for one call of a transport. */
export interface Framing {
  readonly maxDocuments: number;
  readonly maxBytes: number;
  /** How long documents wait for others, in milliseconds. */
  readonly delayMillis: number;
  readonly maxCallsInFlight: number;
}

/** For calls that are answered: 25 documents or 256 kB, two calls at a time. */
export function requestFraming(delayMillis: number): Framing {
  return { maxDocuments: 25, maxBytes: 256_000, delayMillis, maxCallsInFlight: 2 };
}

/** For OTLP, whose endpoint takes 10,000 spans and 5 MB in a request: half a megabyte is some 1,000 spans, and never 10,000. */
export function otlpFraming(delayMillis: number): Framing {
  return { maxDocuments: 500, maxBytes: 500_000, delayMillis, maxCallsInFlight: 2 };
}

/** For what takes documents one by one and paces itself: at once, in order. */
export const DIRECT_FRAMING: Framing = { maxDocuments: 50, maxBytes: 1_000_000, delayMillis: 0, maxCallsInFlight: 1 };
