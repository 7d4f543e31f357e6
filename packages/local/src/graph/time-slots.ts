/**
 * Divides a range (microseconds) into at most so many slots of a length that people count in, aligned to it.
 * @returns the first slot's start; no slots for an empty range
 */
export function toTimeSlots(start: number, end: number, most: number): { from: number; step: number; count: number } {
  if (!(end > start)) return { from: 0, step: STEPS[0] as number, count: 0 };
  for (const step of steps()) {
    const from = Math.floor(start / step) * step;
    const count = Math.ceil((end - from) / step);
    if (count <= most) return { from, step, count };
  }
  throw new RangeError('There is always a step that is long enough.');
}

function* steps(): Generator<number> {
  yield* STEPS;
  for (let step = 2 * 365 * DAY; ; step *= 2) yield step;
}

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly number[] = [
  1_000,
  2_000,
  5_000,
  10_000,
  20_000,
  50_000,
  100_000,
  200_000,
  500_000,
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 30, 365].map((days) => days * DAY),
];
