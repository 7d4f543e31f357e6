import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toTimeSlots } from './time-slots.ts';

it.each([
  [0, 60e6, 60, { from: 0, step: 1e6, count: 60 }],
  [500_000, 60e6, 60, { from: 0, step: 1e6, count: 60 }],
  [0, 61e6, 60, { from: 0, step: 2e6, count: 31 }],
  [0, 3_600e6, 60, { from: 0, step: 60e6, count: 60 }],
  [5, 5, 60, { from: 0, step: 1_000, count: 0 }],
  [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 60, { from: 0, step: 1_000, count: 0 }],
])('from %d to %d in at most %d', (start, end, most, expected) => {
  expect(toTimeSlots(start, end, most)).toEqual(expected);
});

it('cover the range, are aligned, and are not more than wanted', () => {
  const micros = fc.nat(Number.MAX_SAFE_INTEGER);
  fc.assert(
    fc.property(micros, micros, fc.integer({ min: 1, max: 200 }), (a, b, most) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b) + 1];
      const { from, step, count } = toTimeSlots(start, end, most);
      expect([from <= start, from + step * count >= end, count <= most, from % step]).toEqual([true, true, true, 0]);
    }),
  );
});
