import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTrace, makeEntity } from '../../test/make-entity.ts';
import type { TraceAnswer } from '../contract/index.ts';
import { compareTraces } from './compare.ts';
import { criticalPath } from './critical-path.ts';
import { findEntities, prepareFind, stepTo } from './find.ts';
import { toMinimap } from './minimap.ts';
import { failureRoles, failuresInOrder, firstSelected } from './origin.ts';
import { toRows } from './rows.ts';
import { extentOf, mergeTrace, toTree } from './tree.ts';

const answer = (given: Partial<TraceAnswer>): TraceAnswer => ({
  id: '1-a-b',
  revision: 1,
  now: 2_000,
  root: 'root',
  entities: [],
  notes: [],
  documents: { count: 1, bytes: 1 },
  summary: {
    id: '1-a-b',
    revision: 1,
    start: 0,
    flags: [],
    outcome: 'ok',
    services: [],
    entities: 1,
    exceptions: 0,
    notes: 0,
    columns: {},
  },
  rootCauses: { fault: [], error: [], responseTime: [] },
  ...given,
});
const failed = [
  makeEntity({ id: 'root', kind: 'segment', flags: ['fault'] }),
  makeEntity({ id: 'call', parent: 'root', flags: ['fault'], namespace: 'remote', start: 10, end: 90 }),
  makeEntity({ id: 'guess', parent: 'call', kind: 'inferred', flags: ['fault'], start: 10, end: 90 }),
  makeEntity({ id: 'long', parent: 'root', start: 90, end: 99, url: 'http://Pay.example.com/' }),
];

describe('failures', () => {
  const tree = toTree(failed);

  it('distinguishes where it began from where it passed through', () => {
    const roles = failureRoles(tree);
    expect([...roles]).toEqual([
      ['root', 'passed'],
      ['call', 'origin'],
    ]);
    expect(failuresInOrder(tree, roles)).toEqual(['call', 'root']);
  });

  it('opens a failed trace at the origin, another at its slowest part', () => {
    const summary = { ...answer({}).summary, flags: ['fault' as const] };
    const rootCauses = { fault: [['root', 'call', 'guess']], error: [], responseTime: [] };
    const path = criticalPath(tree, 'root', 2_000);
    expect(firstSelected(answer({ summary, rootCauses }), tree, path)).toBe('call');
    expect(firstSelected(answer({}), tree, path)).toBe('call');
    expect(firstSelected(answer({}), toTree([]), [])).toBeUndefined();
  });
});

describe('find', () => {
  const tree = toTree(failed);

  it('finds by any text, and what the server found, in the order of the rows', () => {
    expect(findEntities(tree, 'PAY.', new Set())).toEqual(['long']);
    expect(findEntities(tree, 'zzz', new Set(['guess', 'root']))).toEqual(['root', 'call']);
    expect(findEntities(tree, '  ', new Set(['root']))).toEqual([]);
  });

  it('reads nothing at the first key once it is prepared', () => {
    let reads = 0;
    const entity = Object.defineProperty(makeEntity({ id: 'root', kind: 'segment' }), 'url', {
      get: () => {
        reads++;
        return 'http://pay.example.com/';
      },
    });
    const tree = toTree([entity]);
    prepareFind(tree);
    const before = reads;
    expect(findEntities(tree, 'pay.', new Set())).toEqual(['root']);
    expect(reads).toBe(before);
    expect(before).toBeGreaterThan(0);
  });

  it('goes round', () => {
    const hits = ['a', 'b', 'c'];
    expect([stepTo(hits, undefined, 1), stepTo(hits, 'c', 1), stepTo(hits, 'a', -1), stepTo([], 'a', 1)]).toEqual([
      'a',
      'a',
      'c',
      undefined,
    ]);
  });
});

describe('merging', () => {
  it('keeps unchanged entities, replaces changed ones, in the new order', () => {
    const before = answer({ entities: [makeEntity({ id: 'a' }), makeEntity({ id: 'b' }), makeEntity({ id: 'gone' })] });
    const after = mergeTrace(
      before,
      answer({
        revision: 2,
        entities: [makeEntity({ id: 'b', end: 7 }), makeEntity({ id: 'c' })],
        order: ['c', 'a', 'b'],
      }),
    );
    expect(after.entities.map(({ id, end }) => [id, end])).toEqual([
      ['c', 100],
      ['a', 100],
      ['b', 7],
    ]);
    expect(mergeTrace(before, answer({ revision: 3 })).entities).toEqual([]);
  });
});

describe('compare', () => {
  it('has every entity of both once, inferred ones aside', () => {
    fc.assert(
      fc.property(arbitraryTrace, arbitraryTrace, (first, second) => {
        const rows = compareTraces(toTree(first), toTree(second), 2_000, 2_000);
        const shown = (ids: (string | undefined)[]) => ids.filter((id) => id !== undefined).sort();
        const own = (entities: typeof first) => {
          const { inferred } = toTree(entities);
          const aside = new Set([...inferred.values()].map(({ id }) => id));
          return entities
            .map(({ id }) => id)
            .filter((id) => !aside.has(id))
            .sort();
        };
        expect(shown(rows.map(({ a }) => a?.id))).toEqual(own(first));
        expect(shown(rows.map(({ b }) => b?.id))).toEqual(own(second));
      }),
    );
  });

  it('lines up what is the same and shows what only one has in its place', () => {
    const shared = [makeEntity({ id: 'root', kind: 'segment' })];
    const rows = compareTraces(
      toTree([...shared, makeEntity({ id: 'x', parent: 'root' }), makeEntity({ id: 'z', parent: 'root', start: 5 })]),
      toTree([
        ...shared,
        makeEntity({ id: 'x', parent: 'root', end: 400 }),
        makeEntity({ id: 'y', parent: 'root', start: 2 }),
        makeEntity({ id: 'z', parent: 'root', start: 5 }),
      ]),
      0,
      0,
    );
    expect(rows.map(({ name, difference }) => [name, difference])).toEqual([
      ['root', 0],
      ['x', 300],
      ['y', undefined],
      ['z', 0],
    ]);
  });

  it('distinguishes the second of two from one whose name ends so', () => {
    const twins = ['x', 'x', 'x 2'].map((name, index) => makeEntity({ id: `${index}`, name, start: index }));
    expect(compareTraces(toTree(twins), toTree([]), 0, 0).map(({ a }) => a?.id)).toEqual(['0', '1', '2']);
  });

  it('lays two times a hundred and fifty thousand steps over each other, of which every second is in both', () => {
    const steps = (of: string) =>
      Array.from({ length: 150_000 }, (_, index) =>
        makeEntity({ id: `${index}`, name: index % 2 === 0 ? `both ${index}` : `${of} ${index}`, parent: 'root' }),
      );
    const top = makeEntity({ id: 'root', kind: 'segment' });
    const rows = compareTraces(toTree([top, ...steps('a')]), toTree([top, ...steps('b')]), 0, 0);
    expect(rows).toHaveLength(1 + 75_000 + 2 * 75_000);
    expect(rows.slice(1, 5).map(({ name }) => name)).toEqual(['both 0', 'b 1', 'a 1', 'both 2']);
  });
});

describe('minimap', () => {
  it('is as high as it is busy, in the colour of the worst', () => {
    const tree = toTree(failed);
    const { rows } = toRows(tree, {
      folded: new Set(),
      foldsRuns: true,
      openRuns: new Set(),
      hiddenNodes: new Set(),
      leastMicros: 0,
      now: 0,
    });
    const columns = toMinimap(rows, extentOf(tree.all, 0), 10, 0, (id) => id === 'call');
    expect(columns.map(({ height }) => height)).toEqual([0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(columns.map(({ status }) => status)).toEqual(['ok', ...Array(8).fill('fault'), 'ok']);
  });

  it('survives a trace of no time', () => {
    expect(extentOf([], 5)).toEqual({ start: 5, end: 6 });
  });
});
