/** The treatment of a trace. */
export interface SeenTrace {
  isCounted: boolean;
  isAnomalyCounted: boolean;
  isCaptured: boolean;
  usedMillis: number;
}

/** The traces of the last minutes, each refreshed when it is used; the longest unused go first. */
export class SeenTraces {
  readonly #traces = new Map<string, SeenTrace>();

  get(traceId: string, nowMillis: number): SeenTrace {
    const found = this.#traces.get(traceId);
    const isFresh = found !== undefined && nowMillis - found.usedMillis < MAX_AGE_MILLIS;
    const trace = isFresh ? found : { isCounted: false, isAnomalyCounted: false, isCaptured: false, usedMillis: 0 };
    trace.usedMillis = nowMillis;
    // Put in anew, it is the last to go.
    this.#traces.delete(traceId);
    this.#traces.set(traceId, trace);
    if (this.#traces.size > MAX_TRACES) this.#traces.delete(this.#traces.keys().next().value ?? '');
    return trace;
  }
}

const MAX_TRACES = 100_000;
const MAX_AGE_MILLIS = 600_000;
