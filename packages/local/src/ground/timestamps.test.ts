import fc from 'fast-check';
import { expect, it } from 'vitest';
import { millisToMicros, toMicros, toSeconds } from './timestamps.ts';

it('subtracts without the error of floating point', () => {
  expect(1792000000.42 - 1792000000).not.toBe(0.42);
  expect(toSeconds(toMicros(1792000000.42) - toMicros(1792000000))).toBe(0.42);
});

it('keeps every whole microsecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e15 }), (micros) => {
      expect(toMicros(toSeconds(micros))).toBe(micros);
    }),
  );
});

it('reads the clock', () => {
  expect(millisToMicros(1792000000420.5)).toBe(1792000000420500);
});
