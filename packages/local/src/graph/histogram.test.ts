import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketOf, toBins, toHistogram } from './histogram.ts';

it('counts equal values, smallest first', () => {
  const bins = toBins(
    new Map([
      [420_000, 2],
      [10_000, 1],
    ]),
  );
  expect(toHistogram(bins)).toEqual([
    { Value: 0.01, Count: 1 },
    { Value: 0.42, Count: 2 },
  ]);
});

it('a bucket is what two significant digits are, and ends where they change', () => {
  const digits = (value: number): number => Number(value.toPrecision(2));
  const sizes = fc.integer({ min: 0, max: 13 }).chain((size) => fc.nat(10 ** size));
  const borders = fc
    .record({
      size: fc.integer({ min: 0, max: 12 }),
      digits: fc.integer({ min: 10, max: 100 }),
      off: fc.constantFrom(-1, 0, 1),
    })
    .map(({ size, digits: two, off }) => Math.floor((two + 0.5) * 10 ** size) + off);
  fc.assert(
    fc.property(fc.oneof(sizes, borders), (value) => {
      const { bucket, end } = bucketOf(value);
      expect([bucket, digits(end - 1), digits(end) > bucket]).toEqual([digits(value), bucket, true]);
    }),
    { numRuns: 5_000 },
  );
});
