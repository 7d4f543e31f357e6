import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTrace, makeEntity } from '../../test/make-entity.ts';
import type { TraceEntity } from '../contract/index.ts';
import { criticalPath } from './critical-path.ts';
import { flameNode, layoutFlame, toFlame } from './flame.ts';
import { isStatisticsSort, sortStatistics, traceStatistics } from './statistics.ts';
import { toTree } from './tree.ts';

const NOW = 2_000;

/** A segment that calls a table 20 times, once for 190 µs, and fails once; what it calls waits for nothing. */
const entities: TraceEntity[] = [
  makeEntity({ id: 'root', kind: 'segment', name: 'shop', owner: 'root', end: 1_000 }),
  ...Array.from({ length: 20 }, (_, call) =>
    makeEntity({
      ...{
        id: `call${call}`,
        parent: 'root',
        owner: 'root',
        name: 'DynamoDB',
        operation: 'GetItem',
        resource: 'stock',
      },
      ...{ start: call * 10, end: call === 19 ? 380 : call * 10 + 10, flags: call === 3 ? ['fault' as const] : [] },
    }),
  ),
  makeEntity({ id: 'lost', kind: 'waiting', name: 'charge', start: 0, end: 50 }),
];
const tree = toTree(entities);
const path = criticalPath(tree, 'root', NOW);

describe('statistics', () => {
  it('count, sum and rank per service and name', () => {
    expect(sortStatistics(traceStatistics(tree, path, NOW, 'name'), '-total')).toEqual([
      {
        ...{
          key: 'shop\n',
          service: 'shop',
          name: 'shop',
          count: 1,
          failed: 0,
          total: 1_000,
          self: 620,
          average: 1_000,
        },
        ...{ p95: 1_000, onPath: 620, longestId: 'root' },
      },
      {
        ...{
          key: 'shop\nDynamoDB GetItem stock',
          service: 'shop',
          name: 'DynamoDB GetItem stock',
          count: 20,
          failed: 1,
        },
        ...{ total: 380, self: 380, average: 19, p95: 10, onPath: 380, longestId: 'call19' },
      },
      {
        ...{ key: '\ncharge', service: '', name: 'charge', count: 1, failed: 0, total: 50, self: 50, average: 50 },
        ...{ p95: 50, onPath: 0, longestId: 'lost' },
      },
    ]);
  });

  it('per service count its segments, and the self time of all in them', () => {
    expect(sortStatistics(traceStatistics(tree, path, NOW, 'service'), '-self')[0]).toMatchObject({
      ...{ service: 'shop', name: '', count: 1, total: 1_000, self: 1_000, onPath: 1_000 },
    });
  });

  it('leave out no entity, and no time of the path', () => {
    fc.assert(
      fc.property(arbitraryTrace, (given) => {
        const any = toTree(given);
        const anyPath = criticalPath(any, any.tops[0]!.id, NOW);
        const rows = traceStatistics(any, anyPath, NOW, 'name');
        const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((all, row) => all + of(row), 0);
        expect(sum(({ count }) => count)).toBe(given.filter(({ kind }) => kind !== 'inferred').length);
        expect(sum(({ onPath }) => onPath)).toBe(anyPath.reduce((all, { start, end }) => all + end - start, 0));
      }),
    );
  });

  it.each(['service', 'name', 'count', 'failed', 'total', 'self', 'average', 'p95', 'onPath'])(
    'sort by %s both ways',
    (column) => {
      const rows = traceStatistics(tree, path, NOW, 'name');
      const values = (sort: string) => sortStatistics(rows, sort).map((row) => row[column as 'count']);
      expect(values(`-${column}`)).toEqual(values(column).reverse());
      expect([isStatisticsSort(column), isStatisticsSort(`-${column}`)]).toEqual([true, true]);
    },
  );

  it.each(['', 'key', '-', undefined])('do not sort by %j', (sort) => {
    expect(isStatisticsSort(sort)).toBe(false);
  });
});

describe('flame', () => {
  it('merges calls of one name, and is as wide as the time that each spends itself', () => {
    const top = toFlame(tree, NOW);
    expect(top.value).toBe(1_050);
    const { boxes } = layoutFlame(top);
    expect(
      boxes.map(({ node, level, from, to }) => [node.name, node.count, level, from, Number(to.toFixed(3))]),
    ).toEqual([
      ['whole trace', 0, 0, 0, 1],
      ['shop', 1, 1, 0, 0.952],
      ['charge', 1, 1, 1_000 / 1_050, 1],
      ['DynamoDB GetItem stock', 20, 2, 0, 0.362],
    ]);
  });

  it('places a node over the whole width, with everything above it', () => {
    const top = toFlame(tree, NOW);
    const { boxes, levels } = layoutFlame(flameNode(top, 'call0'));
    expect(boxes.map(({ node, from, to }) => [node.name, from, to])).toEqual([
      ['whole trace', 0, 1],
      ['shop', 0, 1],
      ['DynamoDB GetItem stock', 0, 1],
    ]);
    expect(levels).toBe(3);
    expect(flameNode(top, 'unknown')).toBe(top);
  });

  it('keeps every entity, and every child within its parent', () => {
    fc.assert(
      fc.property(arbitraryTrace, (given) => {
        const top = toFlame(toTree(given), NOW);
        const all = [top];
        for (const node of all) all.push(...(node.children as (typeof top)[]));
        const inferred = given.filter(({ kind }) => kind === 'inferred').length;
        expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(given.length - inferred);
        for (const { node, level, from, to } of layoutFlame(top).boxes) {
          expect(to).toBeLessThanOrEqual(1 + 1e-9);
          const parent = layoutFlame(top).boxes.find((box) => box.node === node.parent);
          if (level > 0) expect(from).toBeGreaterThanOrEqual(parent!.from - 1e-9);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('draws a few hundred boxes of a chain of ten thousand, and says that there is more', () => {
    const chain = Array.from({ length: 10_000 }, (_, at) =>
      makeEntity({ id: `e${at}`, start: at, end: 20_000 - at, ...(at > 0 && { parent: `e${at - 1}` }) }),
    );
    const { boxes, hasMore } = layoutFlame(toFlame(toTree(chain), 30_000));
    expect(boxes.length).toBeLessThan(1_000);
    expect(hasMore).toBe(true);
  });
});

it('statistics and flame are linear: ten times the entities take no more than thirty times as long', () => {
  const measure = (count: number): number => {
    const many = [makeEntity({ id: 'root', kind: 'segment', name: 'batch', owner: 'root', end: count * 10 })];
    for (let at = 0; at < count; at++)
      many.push(
        makeEntity({
          id: `e${at}`,
          parent: 'root',
          owner: 'root',
          name: `step ${at % 500}`,
          start: at * 10,
          end: at * 10 + 9,
        }),
      );
    const large = toTree(many);
    const started = performance.now();
    expect(traceStatistics(large, [], NOW, 'name')).toHaveLength(501);
    expect(layoutFlame(toFlame(large, NOW)).levels).toBeGreaterThan(1);
    return performance.now() - started;
  };
  measure(5_000);
  const few = Math.min(measure(5_000), measure(5_000), measure(5_000));
  const many = Math.min(measure(50_000), measure(50_000));
  expect(many).toBeLessThan(few * 30);
});
