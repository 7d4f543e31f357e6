import { uncovered } from './self-time.ts';
import { type EntityTree, endOf } from './tree.ts';

/** Time of a segment that nothing explains. */
export interface Gap {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

// Smallest share of the segment: shorter times are the cost of calls.
const LEAST_SHARE = 0.05;

/**
 * Finds the places where a received segment has no subsegment for at least a twentieth of it. Segments without subsegments have no gaps,
 * and open ones neither: their subsegments are sent later.
 */
export function findGaps(tree: EntityTree, now: number): Gap[] {
  return tree.all
    .filter(({ kind, id, end }) => kind === 'segment' && end !== undefined && tree.children.has(id))
    .flatMap((entity) => {
      const least = (endOf(entity, now) - entity.start) * LEAST_SHARE;
      return uncovered(tree, entity, now)
        .filter(({ start, end }) => end - start >= least)
        .map(({ start, end }) => ({ id: entity.id, start, end }));
    });
}
