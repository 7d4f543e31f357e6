import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTrace, makeEntity } from '../../test/make-entity.ts';
import type { TraceEntity } from '../contract/index.ts';
import { criticalPath, pathSteps, stepAlong } from './critical-path.ts';
import { slowest } from './origin.ts';
import { explainPath, sumPath, sumsOf } from './path-sums.ts';
import { toTree } from './tree.ts';

/** A root of 3,700 µs that makes `count` calls of 3 µs below some steps, then waits for one other call. */
function makeCalls(count: number, { steps = 1, namespace = 'remote', other = 50 } = {}) {
  const of = { owner: 'root' };
  const entities: TraceEntity[] = [
    makeEntity({ id: 'root', kind: 'segment', name: 'shop', owner: 'root', end: 3_700 }),
  ];
  for (let step = 0; step < steps; step++)
    entities.push(makeEntity({ id: `step${step}`, parent: 'root', start: 0, end: 3_650, ...of }));
  for (let call = 0; call < count; call++)
    entities.push(
      makeEntity({
        ...{
          id: `call${call}`,
          name: 'stock@db',
          parent: `step${call % steps}`,
          start: call * 3,
          end: call * 3 + 3,
          ...of,
        },
        ...(namespace !== '' && { namespace }),
      }),
    );
  entities.push(makeEntity({ id: 'pay', parent: 'root', start: 3_700 - other, end: 3_700, ...of }));
  const tree = toTree(entities);
  const path = criticalPath(tree, 'root', 4_000);
  return { tree, path, sums: sumPath(tree, path) };
}

describe('sums of the critical path', () => {
  it('are the whole path, whatever they are summed by', () => {
    fc.assert(
      fc.property(arbitraryTrace, (entities) => {
        const tree = toTree(entities);
        const path = criticalPath(tree, tree.tops[0]!.id, 2_000);
        const whole = path.reduce((sum, { start, end }) => sum + end - start, 0);
        for (const sums of Object.values(sumPath(tree, path)))
          expect(sums.reduce((sum, { micros }) => sum + micros, 0)).toBe(whole);
      }),
    );
  });

  it('name 1,204 equal calls as the reason, and what they look like', () => {
    const { tree, path, sums } = makeCalls(1_204);
    expect(explainPath(tree, path, sums)).toEqual({
      sum: { kind: 'fold', label: 'stock@db', id: 'call0', count: 1_204, micros: 3_612 },
      of: 3_700,
      looksLike: 'N+1',
    });
    expect(slowest(tree, path)).toBe('call0');
  });

  it('count calls of a name together that are under several parents', () => {
    const entities: TraceEntity[] = [
      makeEntity({ id: 'root', kind: 'segment', name: 'shop', owner: 'root', end: 1_000 }),
    ];
    for (let item = 0; item < 20; item++) {
      const at = { start: item * 50, end: item * 50 + 50, owner: 'root' };
      entities.push(makeEntity({ id: `item${item}`, parent: 'root', name: `item ${item}`, ...at }));
      entities.push(
        makeEntity({
          id: `sql${item}`,
          parent: `item${item}`,
          name: 'db',
          counts: { sql: 1 },
          ...at,
          start: at.start + 5,
        }),
      );
    }
    const tree = toTree(entities);
    const path = criticalPath(tree, 'root', 2_000);
    expect(explainPath(tree, path, sumPath(tree, path))).toMatchObject({
      sum: { kind: 'name', label: 'db', id: 'sql0', count: 20, micros: 900 },
      looksLike: 'N+1',
    });
  });

  it.each([
    ['work that calls nothing looks like a loop', makeCalls(1_204, { namespace: '' }), 'a loop'],
    ['nine calls explain nothing', makeCalls(9), undefined],
    ['calls that are shorter than one entity explain nothing', makeCalls(400, { other: 1_900 }), undefined],
    ['a tenth of the response explains nothing', makeCalls(100, { other: 10 }), undefined],
  ])('%s', (_, { tree, path, sums }, looksLike) => {
    expect(explainPath(tree, path, sums)?.looksLike).toBe(looksLike);
  });

  it('of an entity are those of more than one, each once', () => {
    const { tree, sums } = makeCalls(1_204);
    const of = (id: string) => sumsOf(tree, sums, tree.byId.get(id)!).map(({ kind, count }) => [kind, count]);
    expect(of('call7')).toEqual([
      ['fold', 1_204],
      ['service', 1_206],
    ]);
    expect(of('pay')).toEqual([['service', 1_206]]);
  });
});

it('the steps of a path are in order of time, a fold one of them', () => {
  const { path } = makeCalls(3);
  const stepOf = (id: string): string => id.replace(/call\d/, 'calls');
  expect(pathSteps(path, stepOf)).toEqual(['calls', 'step0', 'pay']);
});

it.each([
  ['the next one', 'a', 1, 'b'],
  ['the one before', 'b', -1, 'a'],
  ['behind the last the first', 'c', 1, 'a'],
  ['from beside the path, such as a failure, to its slowest part', 'failure', 1, 'b'],
  ['with nothing selected the same', undefined, -1, 'b'],
] as const)('a step along the path: %s', (_, here, by, next) => {
  expect(stepAlong(['a', 'b', 'c'], here, by, 'b')).toBe(next);
});

it('a path without steps has none to go to', () => {
  expect(stepAlong([], 'a', 1, undefined)).toBeUndefined();
});
