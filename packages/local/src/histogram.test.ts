import { expect, it } from 'vitest';
import { toHistogram } from './histogram.ts';

it('counts equal values, smallest first', () => {
  expect(toHistogram([420_000, 10_000, 420_000])).toEqual([
    { Value: 0.01, Count: 1 },
    { Value: 0.42, Count: 2 },
  ]);
});

it('is empty without values', () => {
  expect(toHistogram([])).toEqual([]);
});

it('keeps a hundred different values, then uses two significant digits', () => {
  const values = Array.from({ length: 100 }, (_, i) => 123_000 + i);
  expect(toHistogram(values)).toHaveLength(100);
  expect(toHistogram([...values, 130_001])).toEqual([
    { Value: 0.12, Count: 100 },
    { Value: 0.13, Count: 1 },
  ]);
});
