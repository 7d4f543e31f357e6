import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, countsToLabel, heightOf } from './count-scale.ts';

describe('heights', () => {
  it('are in proportion, or make one of ten thousand seen', () => {
    expect(heightOf(1, 'linear') / heightOf(10_000, 'linear')).toBe(0.0001);
    expect(heightOf(1, 'logarithmic') / heightOf(10_000, 'logarithmic')).toBeGreaterThan(0.07);
  });

  it.each(['linear', 'logarithmic'] as const)('grow with the count, from nothing: %s', (scale) => {
    expect(heightOf(0, scale)).toBe(0);
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 1e6 }), (count, more) => {
        expect(heightOf(count + more, scale)).toBeGreaterThan(heightOf(count, scale));
        expect(countOf(heightOf(count, scale), scale)).toBe(count);
      }),
    );
  });
});

it.each([
  [0, 'linear', [1]],
  [1, 'logarithmic', [1]],
  [9, 'linear', [5, 9]],
  [9, 'logarithmic', [1]],
  [350, 'logarithmic', [1, 10, 100]],
  [35_000, 'logarithmic', [1, 100, 10_000]],
] as const)('of at most %i, %s, %j are labelled', (most, scale, labels) => {
  expect(countsToLabel(most, scale)).toEqual(labels);
});
