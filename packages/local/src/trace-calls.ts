import { ageOf, connectionsOf } from './connections.ts';
import { type Entity, insideOf } from './entity.ts';
import { isObject, textIn } from './json.ts';
import { normalizeTraceId } from './repair.ts';
import { clientOf, nodeOf, type ServiceNode } from './service-node.ts';
import type { TraceTree } from './trace-tree.ts';

/** One call, as its caller or the called service saw it. Times are microseconds. */
export interface Call {
  readonly startMicros: number;
  /** Absent while in progress. */
  readonly endMicros?: number | undefined;
  /** From the start to the end of the last thing that belongs to the call. */
  readonly durationMicros: number;
  readonly outcome: 'ok' | 'error' | 'throttle' | 'fault';
  /** How old the message was when it was taken; on links only. */
  readonly ageMicros?: number | undefined;
}

/** What one trace adds to the service map. */
export interface TraceCalls {
  readonly nodes: readonly {
    readonly node: ServiceNode;
    readonly active: boolean;
    readonly root: boolean;
    readonly call: Call;
  }[];
  readonly edges: readonly {
    readonly from: ServiceNode;
    readonly to: ServiceNode;
    readonly link: boolean;
    readonly call: Call;
  }[];
  /** Span links; the other end may be in another trace. */
  readonly links: readonly SpanLink[];
}

export interface SpanLink {
  readonly traceId: string;
  readonly id: string;
  readonly to: ServiceNode;
  readonly call: Call;
}

/** Reads the calls of one trace: a node's numbers from its own segments, an edge's from the calling subsegment. */
export function traceCalls(tree: TraceTree): TraceCalls {
  const nodes: TraceCalls['nodes'][number][] = [];
  for (const segment of tree.segments) {
    const isRoot = segment === tree.root;
    nodes.push({ node: nodeOf(segment), active: !segment.inferred, root: isRoot, call: serviceCall(segment) });
    if (isRoot) nodes.push({ node: clientOf(segment), active: false, root: false, call: callOf(segment) });
  }
  const edges = connectionsOf(tree).map(({ from, to, link, call, ageMicros }) => ({
    ...{ from, to, link },
    call: { ...callOf(call), ...(ageMicros !== undefined && { ageMicros }) },
  }));
  return { nodes, edges, links: tree.entities.flatMap(linksOf) };
}

/** The link's edge, once its other end was found. */
export function linkEdge({ to, call }: SpanLink, other: Entity): TraceCalls['edges'][number] | undefined {
  if (!other.owner) return undefined;
  return { from: nodeOf(other.owner), to, link: true, call: { ...call, ageMicros: ageOf(other, call.startMicros) } };
}

/** Microseconds from a segment's start to the end of the last of its finished parts. */
export function serviceDuration(segment: Entity): number {
  let end = segment.endMicros ?? segment.startMicros;
  for (const { endMicros } of insideOf(segment)) end = Math.max(end, endMicros ?? end);
  return end - segment.startMicros;
}

function linksOf(entity: Entity): SpanLink[] {
  const { links } = entity.fields;
  const { owner } = entity;
  if (!Array.isArray(links) || !owner) return [];
  return links.filter(isObject).flatMap((link) => {
    const traceId = normalizeTraceId(textIn(link['trace_id']) ?? '');
    const id = textIn(link['id'])?.toLowerCase();
    return traceId && id ? [{ traceId, id, to: nodeOf(owner), call: callOf(entity) }] : [];
  });
}

function serviceCall(segment: Entity): Call {
  return { ...callOf(segment), durationMicros: serviceDuration(segment) };
}

function callOf(entity: Entity): Call {
  const { startMicros, endMicros } = entity;
  return {
    startMicros,
    endMicros,
    durationMicros: (endMicros ?? startMicros) - startMicros,
    outcome: outcomeOf(entity),
  };
}

function outcomeOf({ fault, error, throttle }: Entity): Call['outcome'] {
  if (fault) return 'fault';
  if (throttle) return 'throttle';
  return error ? 'error' : 'ok';
}
