import type { TraceAnswer, TraceEntity } from '../contract/index.ts';

/** The entities of a trace by parent, in tree order. */
export interface EntityTree {
  readonly all: readonly TraceEntity[];
  readonly byId: ReadonlyMap<string, TraceEntity>;
  /** Without parent, or with one that is not there. */
  readonly tops: readonly TraceEntity[];
  /** Parent id → children, in order of start; inferred segments are not among them. */
  readonly children: ReadonlyMap<string, readonly TraceEntity[]>;
  /** Subsegment id → the segment inferred from it. */
  readonly inferred: ReadonlyMap<string, TraceEntity>;
}

/** Hangs the flat list of the server up as a tree. */
export function toTree(all: readonly TraceEntity[]): EntityTree {
  const byId = new Map(all.map((entity) => [entity.id, entity]));
  const children = new Map<string, TraceEntity[]>();
  const inferred = new Map<string, TraceEntity>();
  const tops: TraceEntity[] = [];
  for (const entity of all) {
    const { parent } = entity;
    if (parent === undefined || !byId.has(parent)) tops.push(entity);
    else if (entity.kind === 'inferred' && !inferred.has(parent)) inferred.set(parent, entity);
    else {
      const siblings = children.get(parent);
      if (siblings) siblings.push(entity);
      else children.set(parent, [entity]);
    }
  }
  return { all, byId, tops, children, inferred };
}

/** Where something ends; what is open ends now. */
export function endOf(entity: TraceEntity, now: number): number {
  return Math.max(entity.start, entity.end ?? now);
}

/** The whole time of a trace, open entities included: never empty. */
export function extentOf(entities: readonly TraceEntity[], now: number): { start: number; end: number } {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const entity of entities) {
    start = Math.min(start, entity.start);
    end = Math.max(end, endOf(entity, now));
  }
  if (start > end) return { start: now, end: now + 1 };
  return { start, end: Math.max(end, start + 1) };
}

/** Puts what changed into what was there, in the order the server gives. */
export function mergeTrace(before: TraceAnswer | undefined, answer: TraceAnswer): TraceAnswer {
  if (!answer.order || !before) return answer;
  const known = new Map(before.entities.map((entity) => [entity.id, entity]));
  for (const entity of answer.entities) known.set(entity.id, entity);
  const entities = answer.order.flatMap((id) => known.get(id) ?? []);
  const { order: _, ...rest } = answer;
  return { ...rest, entities };
}
