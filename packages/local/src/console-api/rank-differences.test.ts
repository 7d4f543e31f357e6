import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certainDifference, rankDifferences } from './rank-differences.ts';
import { ValueCounts } from './value-counts.ts';

describe('certainDifference', () => {
  it.each([
    ['all of a part, none of the rest', 12, 12, 0, 988, true],
    ['one trace, whose value no other has', 1, 1, 0, 988, true],
    ['one of many that all have another value', 1, 12, 0, 988, false],
    ['equal shares', 6, 12, 494, 988, false],
    ['a little more of a few', 7, 12, 494, 988, false],
    ['a little more of many', 700, 1_200, 4_940, 9_880, true],
  ])('%s', (_, a, ofA, b, ofB, isCertain) => expect(certainDifference(a, ofA, b, ofB) > 0).toBe(isCertain));

  it('is symmetric, and never more than 1', () => {
    const share = fc.nat(10_000).chain((of) => fc.tuple(fc.nat(of), fc.constant(of)));
    fc.assert(
      fc.property(share, share, ([a, ofA], [b, ofB]) => {
        const score = certainDifference(a, ofA, b, ofB);
        expect(score).toBeLessThan(1);
        expect(certainDifference(b, ofB, a, ofA)).toBeCloseTo(score, 12);
      }),
    );
  });
});

describe('rankDifferences', () => {
  const count = (customers: Readonly<Record<string, number>>, tiers: Readonly<Record<string, number>>): ValueCounts => {
    const values = new ValueCounts();
    for (const [value, n] of Object.entries(customers))
      values.counterOf({ kind: 'annotation', key: 'customer' })(value, n);
    for (const [value, n] of Object.entries(tiers)) values.counterOf({ kind: 'user' })(value, n);
    return values;
  };
  const part = { total: 10, values: count({ '42': 10 }, { ann: 6, ben: 4 }) };
  const all = { total: 100, values: count({ '42': 10, '7': 90 }, { ann: 30, ben: 70 }) };

  it('begins with the value that tells them apart, and counts both', () => {
    expect(rankDifferences(part, all, () => false).slice(0, 2)).toEqual([
      { kind: 'annotation', key: 'customer', value: '42', part: 10, rest: 0 },
      { kind: 'annotation', key: 'customer', value: '7', part: 0, rest: 90 },
    ]);
  });

  it('leaves out attributes that are named', () => {
    expect(rankDifferences(part, all, ({ key }) => key === 'customer').every(({ kind }) => kind === 'user')).toBe(true);
  });

  it('finds nothing without a part or without a rest', () => {
    expect(rankDifferences({ total: 0, values: new ValueCounts() }, all, () => false)).toEqual([]);
    expect(rankDifferences(all, all, () => false)).toEqual([]);
  });
});
