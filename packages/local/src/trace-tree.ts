import { inferSegment } from './inferred.ts';
import { type JsonObject, textIn } from './json.ts';
import type { Observation } from './observations.ts';
import type { Diagnostic } from './repair.ts';

/** A segment or subsegment of an assembled trace. */
export interface Entity {
  readonly id: string;
  readonly kind: 'segment' | 'subsegment';
  /** Made from a subsegment that called something which sent no segment. */
  readonly inferred: boolean;
  readonly name: string;
  /** `aws` or `remote` on a call of something else. */
  readonly namespace: string | undefined;
  readonly startMicros: number;
  /** Absent while in progress. */
  readonly endMicros: number | undefined;
  readonly fault: boolean;
  readonly error: boolean;
  readonly throttle: boolean;
  /** As named by the document, whether it was received or not. */
  readonly parentId: string | undefined;
  /** As received, put right, without `subsegments`. */
  readonly fields: JsonObject;
  /** Absent on a root, and as long as the parent was not received. */
  parent: Entity | undefined;
  /** The nearest segment above; a segment's owner is itself. Absent on a subsegment that waits for its parent. */
  owner: Entity | undefined;
  /** Subsegments and called segments, in order of start, then id. */
  readonly children: Entity[];
}

/** An assembled trace: every received entity once, and those inferred. All lists are in order of start, then id. */
export interface TraceTree {
  readonly entities: readonly Entity[];
  /** Received and inferred. */
  readonly segments: readonly Entity[];
  /** Subsegments whose parent was not received. */
  readonly waiting: readonly Entity[];
  /** Absent as long as no segment was received. */
  readonly root: Entity | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Assembles what was observed of one trace. The result depends on the order of arrival only where two complete documents of
 * one id contradict each other: then the later one holds.
 */
export function assemble(observations: readonly Observation[]): TraceTree {
  const diagnostics = new Map<string, Diagnostic>();
  const note = (diagnostic: Diagnostic): void => void diagnostics.set(diagnostic.code + diagnostic.id, diagnostic);

  const received = [...pick(observations, note)].map(toEntity).sort(byStart);
  const byId = new Map(received.map((entity) => [entity.id, entity]));
  for (const entity of received) entity.parent = entity.parentId === undefined ? undefined : byId.get(entity.parentId);
  cutCycles(received, note);
  for (const entity of received) entity.parent?.children.push(entity);

  const inferred = received.map(inferSegment).filter((entity) => entity !== undefined);
  for (const entity of inferred) entity.parent?.children.push(entity);
  const entities = [...received, ...inferred].sort(byStart);
  for (const entity of entities) entity.children.sort(byStart);
  setOwners(entities);

  const waiting = received.filter((entity) => entity.kind === 'subsegment' && entity.parent === undefined);
  for (const { id, parentId } of waiting)
    note({ code: 'parent-missing', id, message: `The parent ${parentId} was not received.` });
  return {
    entities,
    segments: entities.filter((entity) => entity.kind === 'segment'),
    waiting,
    root: rootOf(received),
    diagnostics: [...diagnostics.values()].sort((a, b) => compare(a.id, b.id) || compare(a.code, b.code)),
  };
}

/** All entities below and including those given, parents before children. */
export function* descendants(...from: readonly Entity[]): Generator<Entity> {
  const stack = [...from].reverse();
  for (let entity = stack.pop(); entity; entity = stack.pop()) {
    yield entity;
    for (let i = entity.children.length - 1; i >= 0; i--) stack.push(entity.children[i] as Entity);
  }
}

/** The order of everything in an answer: by start, then id. */
export function byStart(a: Entity, b: Entity): number {
  return a.startMicros - b.startMicros || compare(a.id, b.id);
}

// A complete document replaces one in progress, never the other way round; among equals the later one holds.
function pick(observations: readonly Observation[], note: (diagnostic: Diagnostic) => void): Iterable<Observation> {
  const picked = new Map<string, Observation>();
  for (const observation of observations) {
    const { id } = observation;
    const before = picked.get(id);
    const wasComplete = before?.endMicros !== undefined;
    const isComplete = observation.endMicros !== undefined;
    if (wasComplete && isComplete)
      note({ code: 'repeated', id, message: 'More than one complete document came for this id; the last one holds.' });
    if (isComplete || !wasComplete) picked.set(id, observation);
  }
  for (const { diagnostics } of picked.values()) for (const diagnostic of diagnostics) note(diagnostic);
  return picked.values();
}

function toEntity(observation: Observation): Entity {
  const { fields } = observation;
  return {
    id: observation.id,
    kind: observation.kind,
    inferred: false,
    name: String(fields['name']),
    namespace: textIn(fields['namespace']),
    startMicros: observation.startMicros,
    endMicros: observation.endMicros,
    fault: fields['fault'] === true,
    error: fields['error'] === true,
    throttle: fields['throttle'] === true,
    parentId: observation.parentId,
    fields,
    parent: undefined,
    owner: undefined,
    children: [],
  };
}

function cutCycles(entities: readonly Entity[], note: (diagnostic: Diagnostic) => void): void {
  const safe = new Set<Entity>();
  for (const start of entities) {
    const path = new Set<Entity>();
    let entity: Entity | undefined = start;
    while (entity && !safe.has(entity) && !path.has(entity)) {
      path.add(entity);
      entity = entity.parent;
    }
    if (entity && path.has(entity)) {
      const cycle = [...path].slice([...path].indexOf(entity));
      const youngest = cycle.sort(byStart).at(-1) as Entity;
      youngest.parent = undefined;
      note({
        code: 'cycle',
        id: youngest.id,
        message: `Its parent ${youngest.parentId} is below it; it was cut there.`,
      });
    }
    for (const visited of path) safe.add(visited);
  }
}

function setOwners(entities: readonly Entity[]): void {
  const tops = entities.filter((entity) => entity.parent === undefined);
  for (const entity of descendants(...tops)) entity.owner = entity.kind === 'segment' ? entity : entity.parent?.owner;
}

function rootOf(received: readonly Entity[]): Entity | undefined {
  const segments = received.filter((entity) => entity.kind === 'segment');
  return (
    segments.find((segment) => segment.parentId === undefined) ??
    segments.find((segment) => segment.parent === undefined)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
