import { toSeconds } from '../ground/timestamps.ts';

/** One bar: the number of calls of this duration. */
export interface HistogramEntry {
  /** Seconds. */
  readonly Value: number;
  readonly Count: number;
}

/** One bar in microseconds. */
export interface Bin {
  readonly value: number;
  readonly count: number;
}

/** So many different durations are shown as they are; more are put into buckets of two significant digits. */
export const MAX_EXACT_VALUES = 100;

/** Counts by value as bars, smallest first. */
export function toBins(counts: ReadonlyMap<number, number>): Bin[] {
  return [...counts].sort(([a], [b]) => a - b).map(([value, count]) => ({ value, count }));
}

/** Bars as the API has them. */
export function toHistogram(bins: readonly Bin[]): HistogramEntry[] {
  return bins.map(({ value, count }) => ({ Value: toSeconds(value), Count: count }));
}

/** The bucket of two significant digits that a whole number is in, and the first number behind it. */
export function bucketOf(value: number): { readonly bucket: number; readonly end: number } {
  if (value < 100) return { bucket: value, end: value + 1 };
  let unit = 10;
  while (value >= 100 * unit) unit *= 10;
  const bucket = Math.floor((value + unit / 2) / unit) * unit;
  // A duration that is rounded up to a power of ten shares a bucket with longer ones, where the units are longer.
  return { bucket, end: bucket + (bucket < 100 * unit ? unit : 10 * unit) / 2 };
}
