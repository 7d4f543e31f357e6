import { expect, it } from 'vitest';
import { percentiles, toHistogram } from './histogram.ts';

it('counts equal values, smallest first', () => {
  expect(
    toHistogram(
      new Map([
        [420_000, 2],
        [10_000, 1],
      ]),
    ),
  ).toEqual([
    { Value: 0.01, Count: 1 },
    { Value: 0.42, Count: 2 },
  ]);
});

it('is empty without values', () => {
  expect(toHistogram(new Map())).toEqual([]);
});

it('keeps a hundred different values, then uses two significant digits', () => {
  const values = new Map(Array.from({ length: 100 }, (_, i) => [123_000 + i, 1] as const));
  expect(toHistogram(values)).toHaveLength(100);
  expect(toHistogram(new Map([...values, [130_001, 1]]))).toEqual([
    { Value: 0.12, Count: 100 },
    { Value: 0.13, Count: 1 },
  ]);
});

it.each([
  [[], [0, 0]],
  [[[5, 1]], [5, 5]],
  [
    [
      [1, 98],
      [2, 1],
      [9, 1],
    ],
    [1, 2],
  ],
])('percentiles of %j', (counts, [half, ninetyNine]) => {
  expect(percentiles(new Map(counts as [number, number][]), [0.5, 0.99])).toEqual([half, ninetyNine]);
});
