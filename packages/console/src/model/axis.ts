import { formatDuration } from './units.ts';

/** A mark of an axis; `at` is 0 to 1 of its length. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

const PLACES = [0, 0.25, 0.5, 0.75, 1];

/** Five marks of a time axis, those with a label of their own: an axis of 0 ms has one. */
export function axisTicks(from: number, length: number): Tick[] {
  // Shorter than a microsecond: nothing to divide.
  if (length <= 1) return [{ at: 0, label: formatDuration(from) }];
  const ticks = PLACES.map((at) => ({ at, label: formatDuration(Math.round(from + at * length)) }));
  return ticks.filter(({ label }, n) => label !== ticks[n - 1]?.label);
}
