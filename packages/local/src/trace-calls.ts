import type { Entity } from './entity.ts';
import { isObject, textIn } from './json.ts';
import { normalizeTraceId } from './repair.ts';
import { clientOf, isMessaging, nodeKey, nodeOf, type ServiceNode } from './service-node.ts';
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
  const edges = new Map<string, TraceCalls['edges'][number]>();
  for (const segment of tree.segments) {
    const isRoot = segment === tree.root;
    nodes.push({ node: nodeOf(segment), active: !segment.inferred, root: isRoot, call: serviceCall(segment) });
    const incoming = incomingEdge(segment);
    if (incoming) edges.set(incoming.key, incoming.edge);
    if (isRoot) {
      const client = clientOf(segment);
      nodes.push({ node: client, active: false, root: false, call: callOf(segment) });
      edges.set('client', { from: client, to: nodeOf(segment), link: false, call: callOf(segment) });
    }
  }
  return { nodes, edges: [...edges.values()], links: tree.entities.flatMap(linksOf) };
}

/** The link's edge, once its other end was found. */
export function linkEdge({ to, call }: SpanLink, other: Entity): TraceCalls['edges'][number] | undefined {
  if (!other.owner) return undefined;
  return { from: nodeOf(other.owner), to, link: true, call: { ...call, ageMicros: age(other, call.startMicros) } };
}

// The key is that of the call: several segments may answer one (tried again, balanced), but the caller called once.
function incomingEdge(segment: Entity): { key: string; edge: TraceCalls['edges'][number] } | undefined {
  const { parent } = segment;
  const caller = parent?.owner;
  if (!parent || !caller) return undefined;
  const to = nodeOf(segment);
  // Without a calling subsegment, as between Lambda's two segments, the called one has the only numbers.
  if (parent.kind === 'segment')
    return { key: segment.id, edge: { from: nodeOf(parent), to, link: false, call: callOf(segment) } };

  const queue = isMessaging(parent) ? parent.children.find((child) => child.inferred) : undefined;
  if (!queue || queue === segment)
    return {
      key: `${parent.id} ${nodeKey(to)}`,
      edge: { from: nodeOf(caller), to, link: false, call: callOf(parent) },
    };
  const call = { ...callOf(segment), ageMicros: age(parent, segment.startMicros) };
  return { key: segment.id, edge: { from: nodeOf(queue), to, link: true, call } };
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
  let end = segment.endMicros ?? segment.startMicros;
  const stack = [segment];
  for (let entity = stack.pop(); entity; entity = stack.pop()) {
    end = Math.max(end, entity.endMicros ?? end);
    for (const child of entity.children) if (child.kind === 'subsegment') stack.push(child);
  }
  return { ...callOf(segment), durationMicros: end - segment.startMicros };
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

function age(sent: Entity, takenMicros: number): number {
  return Math.max(0, takenMicros - (sent.endMicros ?? sent.startMicros));
}
