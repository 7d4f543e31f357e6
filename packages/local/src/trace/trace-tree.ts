import type { Diagnostic } from '../ground/repair.ts';
import { clockSkewOf } from './clock-skew.ts';
import { byStart, compareText, descendants, type Entity, repeatsCall } from './entity.ts';
import { inferSegment } from './inferred.ts';
import { inferFunctions } from './lambda-function.ts';
import type { Observation } from './observations.ts';
import { withResourceNames } from './service-node.ts';

/** An assembled trace: every received entity once, and those inferred. All lists are in order of start, then id. */
export interface TraceTree {
  readonly entities: readonly Entity[];
  /** Received and inferred. */
  readonly segments: readonly Entity[];
  /** Subsegments whose parent was not received. */
  readonly waiting: readonly Entity[];
  /** Absent as long as no segment was received, nor one of a function inferred. */
  readonly root: Entity | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** How a trace is assembled. */
export interface AssembleOptions {
  /** The AWS Lambda function of subsegments that wait for a parent and name no function themselves. Default: none. */
  readonly functionName?: string | undefined;
}

/**
 * Assembles what was observed of one trace. The result depends on the order of arrival only where two complete documents of
 * one id contradict each other: then the later one holds.
 */
export function assemble(observations: readonly Observation[], options: AssembleOptions = {}): TraceTree {
  const diagnostics = new Map<string, Diagnostic>();
  const note = (diagnostic: Diagnostic): void => void diagnostics.set(diagnostic.code + diagnostic.id, diagnostic);

  const received = [...pick(observations, note)].map(toEntity).sort(byStart);
  const byId = new Map(received.map((entity) => [entity.id, entity]));
  for (const entity of received) entity.parent = entity.parentId === undefined ? undefined : byId.get(entity.parentId);
  cutCycles(received, note);
  const functions = inferFunctions(received, options.functionName);
  for (const entity of [...received, ...functions]) entity.parent?.children.push(entity);

  const called = received.map(inferSegment).filter((entity) => entity !== undefined);
  for (const entity of called) entity.parent?.children.push(entity);
  const entities = [...received, ...functions, ...called].sort(byStart);
  for (const entity of entities) entity.children.sort(byStart);
  setOwners(entities);

  for (const entity of received) {
    const skew = clockSkewOf(entity);
    if (skew) note(skew);
  }
  const waiting = received.filter((entity) => entity.kind === 'subsegment' && entity.parent === undefined);
  for (const { id, parentId } of waiting)
    note({ code: 'parent-missing', id, message: `The parent ${parentId} was not received.` });
  return {
    entities,
    segments: entities.filter((entity) => entity.kind === 'segment'),
    waiting,
    root: rootOf(entities.filter((entity) => !repeatsCall(entity))),
    diagnostics: [...diagnostics.values()].sort((a, b) => compareText(a.id, b.id) || compareText(a.code, b.code)),
  };
}

// A complete document replaces one in progress, never the other way round; among equals the later one holds. A subsegment
// that was given its segment's id does not replace the segment.
function pick(observations: readonly Observation[], note: (diagnostic: Diagnostic) => void): Iterable<Observation> {
  const picked = new Map<string, Observation>();
  for (const observation of observations) {
    const { id } = observation;
    const before = picked.get(id);
    if (before === undefined || rank(observation) >= rank(before)) picked.set(id, observation);
    if (before === undefined) continue;
    if (before.kind !== observation.kind)
      note({ code: 'id-used-twice', id, message: 'A segment and a subsegment have this id; the segment holds.' });
    else if (before.endMicros !== undefined && observation.endMicros !== undefined)
      note({ code: 'repeated', id, message: 'More than one complete document came for this id; the last one holds.' });
  }
  for (const { diagnostics } of picked.values()) for (const diagnostic of diagnostics) note(diagnostic);
  return picked.values();
}

function rank({ kind, endMicros }: Observation): number {
  return (kind === 'segment' ? 2 : 0) + (endMicros === undefined ? 0 : 1);
}

// The X-Ray SDK for Python writes `local` where others write nothing.
function namespaceIn(value: unknown): Entity['namespace'] {
  return value === 'aws' || value === 'remote' ? value : undefined;
}

function toEntity(observation: Observation): Entity {
  const fields = withResourceNames(observation.fields);
  return {
    id: observation.id,
    kind: observation.kind,
    inferred: false,
    name: String(fields['name']),
    namespace: namespaceIn(fields['namespace']),
    startMicros: observation.startMicros,
    endMicros: observation.endMicros,
    fault: fields['fault'] === true,
    error: fields['error'] === true,
    throttle: fields['throttle'] === true,
    parentId: observation.parentId,
    fields,
    original: observation.original,
    place: observation.place,
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
  for (const entity of descendants(tops)) entity.owner = entity.kind === 'segment' ? entity : entity.parent?.owner;
}

function rootOf(entities: readonly Entity[]): Entity | undefined {
  const segments = entities.filter((entity) => entity.kind === 'segment');
  return (
    segments.find((segment) => segment.parentId === undefined) ??
    segments.find((segment) => segment.parent === undefined)
  );
}
