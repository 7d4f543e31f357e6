import { toSeconds } from './timestamps.ts';

/** One bar: how many calls took this long. */
export interface HistogramEntry {
  /** Seconds. */
  readonly Value: number;
  readonly Count: number;
}

/** Durations in whole microseconds, each with how often it came. */
export type Counts = ReadonlyMap<number, number>;

/** Durations as bars, in microseconds: each exactly up to 100 different ones, then in buckets of two significant digits. */
export function toBins(counts: Counts): { readonly value: number; readonly count: number }[] {
  const bins = counts.size <= MAX_EXACT_VALUES ? counts : inBuckets(counts);
  return [...bins].sort(([a], [b]) => a - b).map(([value, count]) => ({ value, count }));
}

/** The same as the API has it. */
export function toHistogram(counts: Counts): HistogramEntry[] {
  return toBins(counts).map(({ value, count }) => ({ Value: toSeconds(value), Count: count }));
}

/** The durations below which the given shares (0 to 1) of all lie; 0 where there are none. */
export function percentiles(counts: Counts, shares: readonly number[]): number[] {
  const ascending = [...counts].sort(([a], [b]) => a - b);
  const total = ascending.reduce((sum, [, count]) => sum + count, 0);
  return shares.map((share) => {
    let left = Math.max(1, Math.ceil(share * total));
    for (const [value, count] of ascending) {
      left -= count;
      if (left <= 0) return value;
    }
    return 0;
  });
}

function inBuckets(counts: Counts): Counts {
  const buckets = new Map<number, number>();
  for (const [value, count] of counts) {
    const bucket = Number(value.toPrecision(2));
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
  }
  return buckets;
}

const MAX_EXACT_VALUES = 100;
