import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTrace, makeEntity } from '../../test/make-entity.ts';
import { criticalPath, pathShares } from './critical-path.ts';
import { findGaps } from './gaps.ts';
import { selfTime, uncovered } from './self-time.ts';
import { endOf, toTree } from './tree.ts';

const NOW = 2_000;

describe('critical path', () => {
  it('is contiguous from the start of the root to its end, and sums up to its time', () => {
    fc.assert(
      fc.property(arbitraryTrace, (entities) => {
        const tree = toTree(entities);
        const root = tree.tops[0]!;
        const path = criticalPath(tree, root.id, NOW);
        const duration = endOf(root, NOW) - root.start;
        expect(path.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(duration);
        let at = root.start;
        for (const { start, end } of path) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBe(duration === 0 ? root.start : endOf(root, NOW));
      }),
    );
  });

  it('waits for what ended last, and not for what ran beside it', () => {
    const tree = toTree([
      makeEntity({ id: 'root', kind: 'segment', end: 100 }),
      makeEntity({ id: 'beside', parent: 'root', start: 20, end: 70 }),
      makeEntity({ id: 'last', parent: 'root', start: 40, end: 90 }),
      makeEntity({ id: 'inside', parent: 'last', start: 50, end: 85 }),
    ]);
    expect(criticalPath(tree, 'root', NOW)).toEqual([
      { id: 'root', start: 0, end: 40 },
      { id: 'last', start: 40, end: 50 },
      { id: 'inside', start: 50, end: 85 },
      { id: 'last', start: 85, end: 90 },
      { id: 'root', start: 90, end: 100 },
    ]);
    expect(pathShares(criticalPath(tree, 'root', NOW))[0]).toEqual({ id: 'root', micros: 50 });
  });

  it('cuts a child that outlives its parent', () => {
    const tree = toTree([
      makeEntity({ id: 'root', kind: 'segment', end: 100 }),
      makeEntity({ id: 'later', parent: 'root', start: 60, end: 500 }),
    ]);
    expect(criticalPath(tree, 'root', NOW).at(-1)).toEqual({ id: 'later', start: 60, end: 100 });
  });

  it('visits two hundred thousand children one after the other', () => {
    const count = 200_000;
    const tree = toTree([
      makeEntity({ id: 'root', kind: 'segment', end: count * 2 }),
      ...Array.from({ length: count }, (_, index) =>
        makeEntity({ id: `${index}`, parent: 'root', start: index * 2, end: index * 2 + 1 }),
      ),
    ]);
    expect(criticalPath(tree, 'root', NOW)).toHaveLength(count * 2);
  });

  it('is empty without a root', () => {
    expect(criticalPath(toTree([]), undefined, NOW)).toEqual([]);
    expect(criticalPath(toTree([]), 'gone', NOW)).toEqual([]);
  });
});

describe('self time', () => {
  it('and the time of the children together are the whole time, and the holes are the self time', () => {
    fc.assert(
      fc.property(arbitraryTrace, (entities) => {
        const tree = toTree(entities);
        for (const entity of entities) {
          const self = selfTime(tree, entity, NOW);
          const holes = uncovered(tree, entity, NOW).reduce((sum, { start, end }) => sum + end - start, 0);
          expect(self).toBe(holes);
          expect(self).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('shows gaps of a twentieth and more, of segments with subsegments only', () => {
    const tree = toTree([
      makeEntity({ id: 'root', kind: 'segment', end: 1_000 }),
      makeEntity({ id: 'one', parent: 'root', start: 40, end: 400 }),
      makeEntity({ id: 'two', parent: 'root', start: 496, end: 960 }),
      makeEntity({ id: 'leaf', kind: 'segment', parent: 'two', start: 500, end: 900 }),
    ]);
    expect(findGaps(tree, NOW)).toEqual([{ id: 'root', start: 400, end: 496 }]);
  });
});
