import type { CallLimits } from './call-limit.ts';

/** How documents are put together for the calls of a transport. */
export interface Framing extends CallLimits {
  /** Documents that fill a call. */
  readonly maxDocuments: number;
  /** Documents in a call if more wait than that. */
  readonly maxDocumentsOfBacklog: number;
  readonly maxBytes: number;
  /** Milliseconds that documents wait for others. */
  readonly delayMillis: number;
}

/**
 * For calls that are answered: 25 documents or 256 kB, two calls at a time; up to 50 documents (X-Ray's limit) and 16 calls while many
 * wait.
 */
export function requestFraming(delayMillis: number): Framing {
  const limits = { baseCalls: 2, maxCalls: 16, documentsPerExtraCall: 100 };
  return { maxDocuments: 25, maxDocumentsOfBacklog: 50, maxBytes: 256_000, delayMillis, ...limits };
}

/** For OTLP, whose endpoint accepts 10,000 spans and 5 MB in a request: half a megabyte is some 1,000 spans, and never 10,000. */
export function otlpFraming(delayMillis: number): Framing {
  const limits = { baseCalls: 2, maxCalls: 16, documentsPerExtraCall: 1_000 };
  return { maxDocuments: 500, maxDocumentsOfBacklog: 500, maxBytes: 500_000, delayMillis, ...limits };
}

/** For datagrams: immediately and in order. A call waits for "port unreachable" while the next one is written. */
export const DATAGRAM_FRAMING: Framing = {
  maxDocuments: 500,
  maxDocumentsOfBacklog: 500,
  maxBytes: 1_000_000,
  delayMillis: 0,
  baseCalls: 1,
  maxCalls: 8,
  documentsPerExtraCall: 50,
};

/** For a transport of the user's: immediately, in order, one call at a time. */
export const DIRECT_FRAMING: Framing = {
  maxDocuments: 50,
  maxDocumentsOfBacklog: 50,
  maxBytes: 1_000_000,
  delayMillis: 0,
  baseCalls: 1,
  maxCalls: 1,
  documentsPerExtraCall: 50,
};
