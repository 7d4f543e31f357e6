/** The transport of a document. */
export type Way = 'udp' | 'api' | 'otlp' | 'process';

/** A document as received. */
export interface ReceivedDocument {
  /** X-Ray's form, lower case. */
  readonly traceId: string;
  /** Verbatim; for OTLP the document that the translator made. */
  readonly text: string;
  /** Epoch milliseconds. */
  readonly arrivedMillis: number;
  readonly way: Way;
  /** `host:port`; empty in process. */
  readonly sender: string;
}

/** The span of a segment or subsegment, where it was received as OTLP. */
export interface KeptTranslation {
  readonly traceId: string;
  readonly entity: string;
  /** An OTLP request with this one span, in JSON. */
  readonly text: string;
}

/** A rejected document or request. */
export interface Rejection {
  readonly reason: string;
  /** Details in one sentence; empty where the reason says everything. */
  readonly message: string;
  /** The first 512 bytes, as text. */
  readonly head: string;
  readonly bytes: number;
  readonly arrivedMillis: number;
  readonly way: Way;
  readonly sender: string;
}

/** The counts of a rule in one report of one sampler. */
export interface SamplingStatistics {
  readonly ruleName: string;
  readonly clientId: string;
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
}

/** A stored sampling rule; times are epoch seconds. */
export interface StoredSamplingRule {
  readonly name: string;
  /** The rule as JSON. */
  readonly text: string;
  readonly createdSeconds: number;
  readonly modifiedSeconds: number;
}
