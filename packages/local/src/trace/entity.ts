import type { JsonObject } from '../ground/json.ts';

/** A segment or subsegment of an assembled trace. */
export interface Entity {
  readonly id: string;
  readonly kind: 'segment' | 'subsegment';
  /** Made from a received subsegment: the segment of a called service, or those of the function that it ran in. */
  readonly inferred: boolean;
  /** The received subsegment that an inferred entity was made from. */
  readonly source?: Entity;
  readonly name: string;
  /** `aws` or `remote` on a call of something else. */
  readonly namespace: 'aws' | 'remote' | undefined;
  readonly startMicros: number;
  /** Absent while in progress. */
  readonly endMicros: number | undefined;
  readonly fault: boolean;
  readonly error: boolean;
  readonly throttle: boolean;
  /** As named by the document, whether it was received or not. */
  readonly parentId: string | undefined;
  /** As received, repaired, without `subsegments`. */
  readonly fields: JsonObject;
  /** As parsed, where some of its numbers are written in another way than JavaScript does. */
  readonly original?: JsonObject | undefined;
  /** The place among the subsegments of its document. */
  readonly place?: number | undefined;
  /** Absent on a root, and as long as the parent was not received. */
  parent: Entity | undefined;
  /** The nearest segment above; a segment's owner is itself. Absent on a subsegment that waits for its parent. */
  owner: Entity | undefined;
  /** Subsegments and called segments, in order of start, then id. */
  readonly children: Entity[];
}

/** Whether an inferred segment repeats the call above it, and adds nothing to it. */
export function repeatsCall({ source, parent }: Entity): boolean {
  return source !== undefined && source === parent;
}

/** All entities below and including those given, parents before children. */
export function* descendants(from: readonly Entity[]): Generator<Entity> {
  const stack = [...from].reverse();
  for (let entity = stack.pop(); entity; entity = stack.pop()) {
    yield entity;
    for (let i = entity.children.length - 1; i >= 0; i--) stack.push(entity.children[i] as Entity);
  }
}

/** A segment or a waiting subsegment and all subsegments that belong to it, parents before children. */
export function* insideOf(entity: Entity): Generator<Entity> {
  const stack = [entity];
  for (let inside = stack.pop(); inside; inside = stack.pop()) {
    yield inside;
    for (const child of inside.children) if (child.kind === 'subsegment') stack.push(child);
  }
}

/** Microseconds from a segment's start to the end of the last of its finished parts. */
export function serviceDuration(segment: Entity): number {
  let end = segment.endMicros ?? segment.startMicros;
  for (const { endMicros } of insideOf(segment)) end = Math.max(end, endMicros ?? end);
  return end - segment.startMicros;
}

/** The order of everything in an answer: by start; then received before inferred, a parent before its child, and by id. */
export function byStart(a: Entity, b: Entity): number {
  return (
    a.startMicros - b.startMicros ||
    Number(a.inferred) - Number(b.inferred) ||
    depthOf(a) - depthOf(b) ||
    compareText(a.id, b.id)
  );
}

function depthOf(entity: Entity): number {
  let depth = 0;
  for (let above = entity.parent; above !== undefined && depth < MAX_DEPTH; above = above.parent) depth++;
  return depth;
}

/** Nobody looks at the order of entities below; a cycle that is not cut yet must end too. */
const MAX_DEPTH = 100;

/** The order of code units, the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
