import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Durations } from './durations.ts';

function durationsOf(values: readonly number[]): Durations {
  const durations = new Durations();
  for (const value of values) durations.add(value);
  return durations;
}

it('is empty without values', () => {
  const none = durationsOf([]);
  expect([none.bins(), none.percentiles([0.5, 1])]).toEqual([[], [0, 0]]);
});

it('keeps a hundred different values, then uses two significant digits', () => {
  const values = Array.from({ length: 100 }, (_, i) => 123_000 + i);
  expect(durationsOf(values).bins()).toHaveLength(100);
  expect(durationsOf([...values, 130_001]).bins()).toEqual([
    { value: 120_000, count: 100 },
    { value: 130_000, count: 1 },
  ]);
});

it.each([
  [[5], [5, 5]],
  [
    [...Array(98).fill(1), 2, 9],
    [1, 2],
  ],
])('percentiles of %j', (values, expected) => {
  expect(durationsOf(values).percentiles([0.5, 0.99])).toEqual(expected);
});

it('of parts that were packed and put together the answers are those of all values, sorted', () => {
  const value = fc.oneof(fc.nat(20), fc.nat(3_000), fc.nat(5_000_000), fc.nat({ max: 2 ** 33 }));
  const parts = fc.array(fc.array(value, { maxLength: 150 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      parts,
      fc.array(value, { maxLength: 50 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
      (packed, added, shares) => {
        const all = durationsOf(added);
        for (const each of packed) {
          const part = durationsOf(each);
          part.pack();
          all.merge(part);
        }
        const sorted = [...packed.flat(), ...added].sort((a, b) => a - b);
        const isExact = new Set(sorted).size <= 100;
        const counts = new Map<number, number>();
        for (const each of sorted) {
          const bar = isExact ? each : Number(each.toPrecision(2));
          counts.set(bar, (counts.get(bar) ?? 0) + 1);
        }
        expect(all.bins()).toEqual([...counts].map(([bar, count]) => ({ value: bar, count })));
        expect(all.percentiles(shares)).toEqual(
          shares.map((share) => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0),
        );
      },
    ),
    { numRuns: 500 },
  );
});
