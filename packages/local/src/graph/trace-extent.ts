/** How many traces there are, and when the first and the last of them are, in microseconds. */
export interface TraceExtent {
  readonly traces: number;
  readonly first: number;
  readonly last: number;
}

/** That of no traces: what is joined to it stays as it is. */
export const NO_TRACES: TraceExtent = { traces: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };

/** That of some traces of the store. */
export function extentOf(rows: readonly { readonly time: number }[]): TraceExtent {
  let { first, last } = NO_TRACES;
  for (const { time } of rows) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return { traces: rows.length, first, last };
}

/** That of both together. */
export function joinExtents(a: TraceExtent, b: TraceExtent): TraceExtent {
  return { traces: a.traces + b.traces, first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) };
}
