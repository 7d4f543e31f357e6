import type { TraceEntity } from '../contract/index.ts';
import { type EntityTree, endOf } from './tree.ts';

/** A piece of the time that the client waited, and the entity that it waited for. */
export interface PathPart {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the entities that a response waited for, from the root's end backwards: at each moment the child that ended last before it, cut to
 * its parent. Without such a child it is the entity itself. The parts are in order of time, have no gap, and sum up to the root's time.
 */
export function criticalPath(tree: EntityTree, rootId: string | undefined, now: number): PathPart[] {
  const root = rootId === undefined ? undefined : tree.byId.get(rootId);
  if (!root) return [];
  const parts: PathPart[] = [];
  const stack: (PathPart | Visit)[] = [{ entity: root, from: root.start, to: endOf(root, now) }];
  // Backwards in time: the stack's top is always the latest piece that is still to be explained.
  for (let item = stack.pop(); item; item = stack.pop()) {
    if ('id' in item) parts.push(item);
    // One by one: as arguments of one call, a hundred thousand are too many for the stack.
    else for (const piece of explain(tree, item, now).reverse()) stack.push(piece);
  }
  return parts.reverse();
}

interface Visit {
  readonly entity: TraceEntity;
  readonly from: number;
  readonly to: number;
}

/** One entity's window, latest piece first: its own waiting, and the children it waited for. */
function explain(tree: EntityTree, { entity, from, to }: Visit, now: number): (PathPart | Visit)[] {
  const children = (tree.children.get(entity.id) ?? [])
    .map((child) => ({ entity: child, from: Math.max(from, child.start), to: Math.min(to, endOf(child, now)) }))
    .filter((child) => child.from < child.to)
    .sort((a, b) => b.to - a.to || a.from - b.from);
  const pieces: (PathPart | Visit)[] = [];
  let cursor = to;
  for (const child of children) {
    // It ran beside what was waited for.
    if (child.to > cursor) continue;
    if (child.to < cursor) pieces.push({ id: entity.id, start: child.to, end: cursor });
    pieces.push(child);
    cursor = child.from;
  }
  if (cursor > from) pieces.push({ id: entity.id, start: from, end: cursor });
  return pieces;
}

/**
 * The steps of a path in order of time, each once.
 * @param stepOf what an entity is a step of: itself, or the row that it is folded into
 */
export function pathSteps(path: readonly PathPart[], stepOf: (id: string) => string): string[] {
  return [...new Set(path.map(({ id }) => stepOf(id)))];
}

/**
 * The next step of a path, or the one before; from either end it continues at the other one.
 * @param start where to begin from beside the path
 */
export function stepAlong(
  steps: readonly string[],
  here: string | undefined,
  by: 1 | -1,
  start: string | undefined,
): string | undefined {
  const at = here === undefined ? -1 : steps.indexOf(here);
  return at === -1 ? start : steps[(at + by + steps.length) % steps.length];
}

/** Each entity's own time on the path, µs, longest first; ties in order of time. */
export function pathShares(path: readonly PathPart[]): { id: string; micros: number }[] {
  const shares = new Map<string, number>();
  for (const { id, start, end } of path) shares.set(id, (shares.get(id) ?? 0) + end - start);
  return [...shares].map(([id, micros]) => ({ id, micros })).sort((a, b) => b.micros - a.micros);
}
