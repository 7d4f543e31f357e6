import type { Entity } from './entity.ts';
import { clientOf, isMessaging, nodeKey, nodeOf, type ServiceNode } from './service-node.ts';
import type { TraceTree } from './trace-tree.ts';

/** One call between two nodes within a trace. */
export interface Connection {
  readonly from: ServiceNode;
  readonly to: ServiceNode;
  /** Behind a queue: nobody waits for an answer. */
  readonly link: boolean;
  /** Whose numbers the connection has: the calling subsegment, or the called segment where no subsegment called it. */
  readonly call: Entity;
  /** On links: the age of the message when it was received. */
  readonly ageMicros?: number;
}

/** The connections of a trace, in order of the called segments. */
export function connectionsOf(tree: TraceTree): Connection[] {
  const connections = new Map<string, Connection>();
  for (const segment of tree.segments) {
    const incoming = incomingOf(segment);
    if (incoming) connections.set(incoming.key, incoming.connection);
    if (segment === tree.root)
      connections.set('client', { from: clientOf(segment), to: nodeOf(segment), link: false, call: segment });
  }
  return [...connections.values()];
}

/** Microseconds between the end of sending and the taking. */
export function ageOf(sent: Entity, takenMicros: number): number {
  return Math.max(0, takenMicros - (sent.endMicros ?? sent.startMicros));
}

// The key is that of the call: several segments may answer one (tried again, balanced), but the caller called once.
function incomingOf(segment: Entity): { key: string; connection: Connection } | undefined {
  const { parent } = segment;
  const caller = parent?.owner;
  if (!parent || !caller) return undefined;
  const to = nodeOf(segment);
  // Without a calling subsegment, as between Lambda's two segments, the called one has the only numbers.
  if (parent.kind === 'segment')
    return { key: segment.id, connection: { from: nodeOf(parent), to, link: false, call: segment } };

  const queue = isMessaging(parent) ? parent.children.find((child) => child.inferred) : undefined;
  if (!queue || queue === segment)
    return {
      key: `${parent.id} ${nodeKey(to)}`,
      connection: { from: nodeOf(caller), to, link: false, call: parent },
    };
  const ageMicros = ageOf(parent, segment.startMicros);
  return { key: segment.id, connection: { from: nodeOf(queue), to, link: true, call: segment, ageMicros } };
}
