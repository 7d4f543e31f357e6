import type { NodeName, TraceRow } from '@otel-xray/console/contract';
import type { Store } from '../store/store.ts';
import type { Annotations } from '../store/trace-lists.ts';
import { outcomeOf, toFlags } from '../trace/flags.ts';
import { nodeKey, type ServiceNode } from '../trace/service-node.ts';

/** A node as the console names it. */
export function toNodeName(node: ServiceNode): NodeName {
  const { name, type, account } = node;
  return { id: nodeKey(node), name, ...(type !== undefined && { type }), account };
}

/** Traces as rows of a list, in the order of their keys in the index; those that are gone are left out. */
export function toRows({ lists, index }: Store, keys: readonly number[], columns: readonly string[] = []): TraceRow[] {
  const nodes = lists.nodesOf(keys);
  const annotations: Annotations = columns.length > 0 ? lists.annotationsOf(keys, columns) : new Map();
  const operations = lists.operationsOf(keys);
  return lists.traces(keys).map((trace) => {
    const operation = operations.get(trace.key);
    const root = trace.root === null ? undefined : index.nodes.node(trace.root);
    const rootKey = root && nodeKey(root);
    return {
      id: trace.id,
      revision: trace.revision,
      start: trace.start,
      ...(root && { root: toNodeName(root) }),
      ...(operation !== undefined && { operation }),
      ...(trace.method !== null && { method: trace.method }),
      ...(trace.url !== null && { url: trace.url }),
      ...(trace.status !== null && { status: trace.status }),
      flags: toFlags(trace.flags),
      outcome: outcomeOf(trace.flags),
      ...(trace.responseTime !== null && { responseTime: trace.responseTime }),
      ...(trace.duration !== null && { duration: trace.duration }),
      ...(trace.user !== null && { user: trace.user }),
      services: (nodes.get(trace.key) ?? []).filter((node) => nodeKey(node) !== rootKey).map(toNodeName),
      entities: trace.entities,
      exceptions: trace.exceptions,
      notes: trace.notes,
      columns: Object.fromEntries(annotations.get(trace.key) ?? []),
    };
  });
}
