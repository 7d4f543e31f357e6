import { toSeconds } from './timestamps.ts';

/** One bar: how many calls took this long. */
export interface HistogramEntry {
  /** Seconds. */
  readonly Value: number;
  readonly Count: number;
}

/** Counts durations in microseconds: each exactly up to 100 different ones, then in buckets of two significant digits. */
export function toHistogram(durationsMicros: readonly number[]): HistogramEntry[] {
  const exact = count(durationsMicros);
  const counts = exact.size <= MAX_EXACT_VALUES ? exact : count(durationsMicros.map(toTwoDigits));
  return [...counts].sort(([a], [b]) => a - b).map(([micros, Count]) => ({ Value: toSeconds(micros), Count }));
}

function count(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function toTwoDigits(micros: number): number {
  return Number(micros.toPrecision(2));
}

const MAX_EXACT_VALUES = 100;
