import type { TraceEntity } from '../contract/index.ts';
import { type EntityTree, endOf } from './tree.ts';

/** The time of an entity during which none of its children ran; µs. */
export function selfTime(tree: EntityTree, entity: TraceEntity, now: number): number {
  const { start } = entity;
  const end = endOf(entity, now);
  return end - start - covered(tree.children.get(entity.id) ?? [], start, end, now);
}

/** Where nothing ran, between the children of an entity, before the first and behind the last; in order of time. */
export function uncovered(tree: EntityTree, entity: TraceEntity, now: number): { start: number; end: number }[] {
  const holes: { start: number; end: number }[] = [];
  const end = endOf(entity, now);
  let at = entity.start;
  for (const child of tree.children.get(entity.id) ?? []) {
    if (child.start > at) holes.push({ start: at, end: Math.min(child.start, end) });
    at = Math.max(at, Math.min(end, endOf(child, now)));
    if (at >= end) break;
  }
  if (at < end) holes.push({ start: at, end });
  return holes.filter((hole) => hole.end > hole.start);
}

// Children come in order of start.
function covered(children: readonly TraceEntity[], start: number, end: number, now: number): number {
  let sum = 0;
  let at = start;
  for (const child of children) {
    const from = Math.max(at, child.start);
    const to = Math.min(end, endOf(child, now));
    if (to <= from) continue;
    sum += to - from;
    at = to;
  }
  return sum;
}
