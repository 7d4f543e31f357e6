import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOut } from './sampling-shares.ts';

const shares = (total: number, ...demands: number[]): number[] => {
  const shared = shareOut(total, new Map(demands.map((demand, i) => [String(i), demand])));
  return demands.map((_, i) => shared.get(String(i)) ?? Number.NaN);
};

describe('shareOut', () => {
  it.each([
    [10, [100], [10]],
    [10, [100, 100], [5, 5]],
    [10, [1, 100], [1, 9]],
    [10, [1, 1], [5, 5]],
    [0, [5, 5], [0, 0]],
    [100, [10, 20, 30], [23, 34, 43]],
  ])('%i among %j is %j', (total, demands, expected) => {
    expect(shares(total, ...demands)).toEqual(expected);
  });

  it('gives exactly what there is, in whole numbers, and to nobody much more than to one who asks for as much', () => {
    const demands = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), demands, (total, given) => {
        const result = shares(total, ...given);
        expect(result.reduce((sum, share) => sum + share, 0)).toBe(total);
        for (const [i, share] of result.entries()) {
          expect(Number.isInteger(share) && share >= 0).toBe(true);
          for (const [j, other] of result.entries())
            if (given[i]! >= given[j]!) expect(share).toBeGreaterThanOrEqual(other - 1);
        }
      }),
    );
  });

  it('is empty where nobody asks', () => {
    expect(shareOut(10, new Map()).size).toBe(0);
  });
});
