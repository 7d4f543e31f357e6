/** The result of a trace, by the flags of its root and no status code: fault, else throttle, else error, else open, else ok. */
export type Outcome = 'ok' | 'error' | 'throttle' | 'fault' | 'open';

/** Traces, or calls, by their outcome, each counted once. */
export type StatusCounts = Readonly<Record<Outcome, number>>;

/** Completed calls, each counted once: fault, else throttle, else error, else ok. */
export interface Statistics {
  readonly total: number;
  readonly ok: number;
  readonly error: number;
  readonly throttle: number;
  readonly fault: number;
  /** Response times; all 0 without calls. */
  readonly average: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Response times: exact values up to 100 of them, then two significant digits; ascending. */
  readonly histogram: readonly Bin[];
}

export interface Bin {
  readonly value: number;
  readonly count: number;
}
