import { describe, expect, it } from 'vitest';
import { makeEntity } from '../../test/make-entity.ts';
import { findClockSkew, shiftEntities } from './clock-skew.ts';
import { toTree } from './tree.ts';

const trace = (start: number, end: number, call = 'remote-api') =>
  toTree([
    makeEntity({ id: 'root', kind: 'segment', start: 0, end: 100_000 }),
    makeEntity({ id: 'call', name: call, parent: 'root', start: 10_000, end: 90_000 }),
    makeEntity({ id: 'called', kind: 'segment', parent: 'call', start, end }),
    makeEntity({ id: 'inside', parent: 'called', start: start + 1, end }),
  ]);

describe('clock skew', () => {
  it.each([
    ['inside of its call', 20_000, 80_000, 'remote-api', undefined],
    ['a hair outside', 1_500, 80_000, 'remote-api', undefined],
    ['before its call', -50_000, 10_000, 'remote-api', 70_000],
    ['after its call', 60_000, 120_000, 'remote-api', -40_000],
    ['longer than its call: it continued to work', 20_000, 500_000, 'remote-api', undefined],
    ['a message, received later', 300_000, 310_000, 'SQS', undefined],
  ])('%s', (_, start, end, call, shift) => {
    expect(findClockSkew(trace(start, end, call), 0)[0]?.shift).toBe(shift);
  });

  it('moves the called segment and all below it, and nothing else', () => {
    const tree = trace(-50_000, 10_000);
    expect(shiftEntities(tree, findClockSkew(tree, 0)).map(({ id, start, end }) => [id, start, end])).toEqual([
      ['root', 0, 100_000],
      ['call', 10_000, 90_000],
      ['called', 20_000, 80_000],
      ['inside', 20_001, 80_000],
    ]);
  });
});
