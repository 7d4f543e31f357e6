import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTrace, makeEntity } from '../../test/make-entity.ts';
import { type RowOptions, revealing, rowIndexOf, stepRow, toRows } from './rows.ts';
import { toTree } from './tree.ts';

const options: RowOptions = {
  folded: new Set(),
  foldsRuns: true,
  openRuns: new Set(),
  hiddenNodes: new Set(),
  leastMicros: 0,
  now: 2_000,
};

describe('rows of a trace', () => {
  it('has every entity on one row or hidden, exactly once, whatever is folded and hidden', () => {
    fc.assert(
      fc.property(arbitraryTrace, fc.infiniteStream(fc.boolean()), fc.nat(300), (entities, coin, leastMicros) => {
        const folded = new Set(entities.filter(() => coin.next().value).map(({ id }) => id));
        const hiddenNodes = new Set(['a', 'b', 'c'].filter(() => coin.next().value && coin.next().value));
        const { rows, hidden } = toRows(toTree(entities), { ...options, folded, hiddenNodes, leastMicros });
        const placed = [...rows.flatMap((row) => row.covers), ...hidden].sort();
        expect(placed).toEqual(entities.map(({ id }) => id).sort());
      }),
    );
  });

  it('shows an entity that was revealed on a row of its own', () => {
    fc.assert(
      fc.property(arbitraryTrace, fc.nat(), (entities, pick) => {
        const tree = toTree(entities);
        const wanted = entities[pick % entities.length]!;
        const { unfold, openRuns } = revealing(tree, wanted.id);
        const folded = new Set(entities.map(({ id }) => id).filter((id) => !unfold.includes(id)));
        const { rows } = toRows(tree, { ...options, folded, openRuns: new Set(openRuns) });
        expect(
          rows.some((row) => row.kind === 'entity' && (row.id === wanted.id || row.inferred?.id === wanted.id)),
        ).toBe(true);
      }),
    );
  });

  it('folds ten alike siblings into one row with count, sum and maximum, and leaves nine alone', () => {
    const root = makeEntity({ id: 'root', kind: 'segment', end: 1_000 });
    const calls = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        makeEntity({
          id: `call-${index}`,
          name: 'GetItem',
          parent: 'root',
          start: index * 10,
          end: index * 10 + index,
        }),
      );
    const many = toRows(toTree([root, ...calls(10)]), options).rows;
    expect(many).toHaveLength(2);
    expect(many[1]).toMatchObject({ kind: 'run', depth: 1, totalMicros: 45, longestMicros: 9 });
    expect(toRows(toTree([root, ...calls(9)]), options).rows).toHaveLength(10);
    expect(toRows(toTree([root, ...calls(10)]), { ...options, openRuns: new Set(['call-0']) }).rows).toHaveLength(11);
  });

  it('keeps what is short when something below it is long or failed', () => {
    const entities = [
      makeEntity({ id: 'root', kind: 'segment', end: 1_000 }),
      makeEntity({ id: 'short', parent: 'root', end: 5 }),
      makeEntity({ id: 'failed', parent: 'root', start: 10, end: 12, flags: ['fault'] }),
      makeEntity({ id: 'above', parent: 'root', start: 20, end: 21 }),
      makeEntity({ id: 'long', parent: 'above', start: 20, end: 900 }),
    ];
    const { rows, hidden } = toRows(toTree(entities), { ...options, leastMicros: 100 });
    expect(rows.map(({ id }) => id)).toEqual(['root', 'failed', 'above', 'long']);
    expect(hidden).toEqual(['short']);
  });

  it('puts what waits for its parent under a heading, at the end', () => {
    const entities = [
      makeEntity({ id: 'root', kind: 'segment' }),
      makeEntity({ id: 'lost', kind: 'waiting' }),
      makeEntity({ id: 'below', parent: 'lost' }),
    ];
    expect(toRows(toTree(entities), options).rows.map(({ id }) => id)).toEqual(['root', 'waiting', 'lost', 'below']);
  });

  it('lays a chain of ten thousand out', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      makeEntity({ id: `${index}`, ...(index > 0 && { parent: `${index - 1}` }) }),
    );
    const { rows } = toRows(toTree(chain), options);
    expect(rows).toHaveLength(10_000);
    expect(rows.at(-1)).toMatchObject({ depth: 9_999 });
  });

  it('moves row by row: past headings, over folded rows, and no further than the ends', () => {
    const calls = Array.from({ length: 12 }, (_, index) =>
      makeEntity({ id: `call-${index}`, name: 'GetItem', parent: 'root', start: index }),
    );
    const tree = toTree([
      makeEntity({ id: 'root', kind: 'segment', end: 1_000 }),
      ...calls,
      makeEntity({ id: 'lost', kind: 'waiting' }),
    ]);
    const { rows } = toRows(tree, options);
    expect(rows.map(({ id }) => id)).toEqual(['root', 'run call-0', 'waiting', 'lost']);
    expect(rowIndexOf(rows, 'call-7')).toBe(1);
    expect(rowIndexOf(rows, 'gone')).toBe(-1);
    expect(stepRow(rows, 'root', 1)).toBe('call-0');
    expect(stepRow(rows, 'call-7', 1)).toBe('lost');
    expect(stepRow(rows, 'lost', -1)).toBe('call-0');
    expect(stepRow(rows, 'lost', 1)).toBe('lost');
    expect(stepRow(rows, 'root', -1)).toBe('root');
    expect(stepRow(rows, undefined, -1)).toBe('root');
    expect(stepRow(rows, 'gone', 1)).toBe('root');
    expect(stepRow([], 'root', 1)).toBeUndefined();
  });
});
