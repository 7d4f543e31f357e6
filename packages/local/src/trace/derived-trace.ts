import { isObject } from '../ground/json.ts';
import type { Diagnostic } from '../ground/repair.ts';
import { connectionsOf } from './connections.ts';
import { type Entity, insideOf, serviceDuration } from './entity.ts';
import { type DerivedFailure, failuresOf } from './failures.ts';
import { FLAGS, ownFlags } from './flags.ts';
import { type Http, httpOf } from './http.ts';
import { resourcesOf } from './resources.ts';
import { nodeKey, nodeOf, type ServiceNode } from './service-node.ts';
import { linksOf } from './span-links.ts';
import { traceDuration, traceStart } from './summary.ts';
import type { TraceTree } from './trace-tree.ts';

/**
 * The data that is derived from a trace's documents, in columns, for filters, lists and maps. Times are microseconds, `flags` bits
 * of `FLAGS`; `segment` is a place in `segments`, -1 where a subsegment waits for its parent.
 */
export interface DerivedTrace {
  readonly id: string;
  readonly revision: number;
  readonly bytes: number;
  /** The time that a range of trace ids looks at. */
  readonly timeMicros: number;
  readonly startMicros: number;
  /** When the last thing ended; absent while something is open. */
  readonly endMicros: number | undefined;
  /** Whether there are moments between start and end without any activity. */
  readonly hasGaps: boolean;
  /** Some string or number in the columns is not as SQL compares it, so that only the predicate decides. */
  readonly odd: boolean;
  readonly durationMicros: number | undefined;
  readonly responseMicros: number | undefined;
  readonly root: ServiceNode | undefined;
  readonly flags: number;
  readonly http: Http | undefined;
  readonly user: string | undefined;
  readonly services: number;
  readonly entities: number;
  readonly segments: readonly DerivedSegment[];
  readonly calls: readonly DerivedCall[];
  readonly attributes: readonly DerivedAttribute[];
  readonly failures: readonly DerivedFailure[];
  readonly notes: readonly Diagnostic[];
  readonly links: readonly DerivedLink[];
}

interface DerivedSegment {
  readonly node: ServiceNode;
  readonly flags: number;
  readonly startMicros: number;
  readonly endMicros: number | undefined;
  readonly durationMicros: number;
  readonly status: number | undefined;
}

interface DerivedCall {
  readonly from: ServiceNode;
  readonly to: ServiceNode;
  readonly flags: number;
  readonly startMicros: number;
  readonly endMicros: number | undefined;
  readonly ageMicros: number | undefined;
  readonly status: number | undefined;
}

/** An annotation (`annotation.` before its key), or what a segment says of its user and its place. */
interface DerivedAttribute {
  readonly key: string;
  readonly value: string | number | boolean;
  readonly segment: number;
}

/** A span link; the other end may be in another trace. */
interface DerivedLink {
  readonly entity: string;
  readonly otherTraceId: string;
  readonly otherEntity: string;
  readonly to: ServiceNode;
  readonly flags: number;
  readonly startMicros: number;
  readonly endMicros: number | undefined;
}

/** Derives the columns of a trace. */
export function deriveTrace(
  { id, revision, bytes }: Pick<DerivedTrace, 'id' | 'revision' | 'bytes'>,
  tree: TraceTree,
): DerivedTrace {
  const { entities, root } = tree;
  const startMicros = traceStart(tree);
  const places = new Map(tree.segments.map((segment, place) => [segment, place]));
  const placeOf = ({ owner }: Entity): number => (owner && places.get(owner)) ?? -1;
  const segments = tree.segments.map((segment) => toSegment(segment, segment === root));
  const calls = connectionsOf(tree).map(({ from, to, link, call, ageMicros }) => ({
    ...{ from, to, ageMicros },
    ...{ startMicros: call.startMicros, endMicros: call.endMicros, status: httpOf(call).status },
    flags: ownFlags(call) | (link ? FLAGS.link : 0),
  }));
  const http = root && httpOf(root);
  const attributes = [...attributesOf(entities, placeOf)];
  const nodes = new Set(segments.map(({ node }) => nodeKey(node)));
  if (root) nodes.delete(nodeKey(nodeOf(root)));
  return {
    ...{ id, revision, bytes, startMicros, http, segments, calls, attributes },
    timeMicros: traceTime(id, startMicros),
    ...activity(entities),
    odd: isOdd(http, segments, attributes),
    durationMicros: traceDuration(tree),
    responseMicros: root?.endMicros === undefined ? undefined : root.endMicros - root.startMicros,
    root: root && nodeOf(root),
    flags: traceFlags(tree),
    user: attributes.find(({ key }) => key === 'user')?.value as string | undefined,
    services: nodes.size,
    entities: entities.length,
    failures: failuresOf(entities, placeOf),
    notes: tree.diagnostics,
    links: [...linksOf(entities)].map(({ entity, traceId, id: otherEntity }) => ({
      ...{ entity: entity.id, otherTraceId: traceId, otherEntity, to: nodeOf(entity.owner ?? entity) },
      ...{ startMicros: entity.startMicros, endMicros: entity.endMicros, flags: ownFlags(entity) | FLAGS.link },
    })),
  };
}

function toSegment(segment: Entity, isRoot: boolean): DerivedSegment {
  let isPartial = false;
  for (const { endMicros } of insideOf(segment)) isPartial ||= endMicros === undefined;
  const flags =
    ownFlags(segment) |
    (segment.inferred ? FLAGS.inferred : 0) |
    (isRoot ? FLAGS.root : 0) |
    (isPartial ? FLAGS.partial : 0);
  return {
    ...{ node: nodeOf(segment), flags, status: httpOf(segment).status },
    ...{ startMicros: segment.startMicros, endMicros: segment.endMicros, durationMicros: serviceDuration(segment) },
  };
}

function traceFlags({ root, entities, segments }: TraceTree): number {
  let flags = root ? ownFlags(root) & (FLAGS.ok | FLAGS.error | FLAGS.fault | FLAGS.open) : 0;
  if (root?.throttle) flags |= FLAGS.rootThrottle;
  for (const entity of entities) {
    if (entity.endMicros === undefined) flags |= FLAGS.partial;
    if (entity.error || entity.throttle) flags |= FLAGS.anyError;
    if (entity.fault) flags |= FLAGS.anyFault;
  }
  for (const { throttle, inferred } of segments)
    flags |= (throttle ? FLAGS.throttle : 0) | (inferred ? FLAGS.inferred : 0);
  return flags;
}

/** The time that a range of trace ids looks at: the id's own where it is sane, for OpenTelemetry's ids may be random. */
function traceTime(id: string, startMicros: number): number {
  return isIdTimeSane(id, startMicros) ? idTime(id) : startMicros;
}

/** Whether the time in a trace id is within a day of the trace's start. */
export function isIdTimeSane(id: string, startMicros: number): boolean {
  return Math.abs(idTime(id) - startMicros) <= ONE_DAY_MICROS;
}

function idTime(id: string): number {
  return Number.parseInt(id.slice(2, 10), 16) * 1e6;
}

// Entities are in order of start, so that a gap shows when one starts after all before it ended.
function activity(entities: readonly Entity[]): { endMicros: number | undefined; hasGaps: boolean } {
  let last = entities[0]?.startMicros ?? 0;
  let hasGaps = false;
  for (const { startMicros, endMicros } of entities) {
    if (startMicros > last) hasGaps = true;
    last = Math.max(last, endMicros ?? Number.POSITIVE_INFINITY);
  }
  return { endMicros: Number.isFinite(last) ? last : undefined, hasGaps };
}

function* attributesOf(entities: readonly Entity[], placeOf: (entity: Entity) => number): Generator<DerivedAttribute> {
  for (const entity of entities) {
    if (entity.inferred) continue;
    const { annotations } = entity.fields;
    const segment = placeOf(entity);
    if (isObject(annotations))
      for (const [key, value] of Object.entries(annotations))
        yield { key: `annotation.${key}`, value: value as DerivedAttribute['value'], segment };
    if (entity.kind !== 'segment') continue;
    const { user, resourceArn, instanceId, availabilityZone } = resourcesOf(entity);
    if (user !== undefined) yield { key: 'user', value: user, segment };
    if (resourceArn !== undefined) yield { key: 'resource.arn', value: resourceArn, segment };
    if (instanceId !== undefined) yield { key: 'instance.id', value: instanceId, segment };
    if (availabilityZone !== undefined) yield { key: 'availabilityzone', value: availabilityZone, segment };
  }
}

function isOdd(
  http: Http | undefined,
  segments: readonly DerivedSegment[],
  attributes: readonly DerivedAttribute[],
): boolean {
  const texts = [http?.url, http?.method, http?.userAgent, http?.clientIp];
  for (const { node } of segments) texts.push(node.name, node.type, node.account);
  return (
    texts.some((text) => text !== undefined && !isPlain(text)) ||
    attributes.some(({ key, value }) => !isPlain(key) || (typeof value === 'string' && !isPlain(value)))
  );
}

/** Whether SQL compares a string as JavaScript does: it ends strings at NUL, and knows no half of a surrogate pair. */
export function isPlain(text: string): boolean {
  return !UNLIKE_IN_SQL.test(text);
}

const UNLIKE_IN_SQL = /[\0\p{Surrogate}]/u;
const ONE_DAY_MICROS = 24 * 3_600 * 1e6;
