import { ageOf } from './connections.ts';
import { ServiceGraph } from './service-graph.ts';
import { nodeOf } from './service-node.ts';
import type { LinkRow } from './store/graph-rows.ts';
import type { Store } from './store.ts';
import type { Selection, Traces } from './traces.ts';

/** The map of the traces of a selection. Lets others run in between. */
export async function graphOfSelection(
  { store, traces }: { readonly store: Store; readonly traces: Traces },
  selection: Selection,
): Promise<ServiceGraph> {
  const graph = new ServiceGraph();
  for await (const { rows } of traces.select(selection))
    addTraces(
      { store, traces },
      rows.map(({ key }) => key),
      graph,
    );
  return graph;
}

/** What takes the calls of traces, such as a map. */
export type CallSink = Pick<ServiceGraph, 'addSegment' | 'addCall'>;

/** Adds some traces, by their keys in the index, to a map. Span links are edges once their other end was received. */
export function addTraces(
  { store: { index }, traces }: { readonly store: Store; readonly traces: Traces },
  keys: readonly number[],
  graph: CallSink,
): void {
  const { nodes } = index;
  for (const { node, flags, start, end, duration } of index.graph.segmentsOf(keys))
    graph.addSegment({ node: nodes.node(node), flags, startMicros: start, endMicros: end, durationMicros: duration });
  for (const { from, to, flags, start, end, age } of index.graph.callsOf(keys))
    graph.addCall({
      from: nodes.node(from),
      to: nodes.node(to),
      flags,
      startMicros: start,
      endMicros: end,
      ageMicros: age,
    });
  for (const link of index.graph.linksOf(keys)) addLink({ traces, index }, link, graph);
}

function addLink({ traces, index }: { traces: Traces; index: Store['index'] }, link: LinkRow, graph: CallSink): void {
  const other = traces.get(link.otherTraceId)?.tree.entities.find(({ id }) => id === link.otherEntity);
  if (!other?.owner) return;
  graph.addCall({
    ...{ from: nodeOf(other.owner), to: index.nodes.node(link.to), flags: link.flags },
    ...{ startMicros: link.start, endMicros: link.end, ageMicros: ageOf(other, link.start) },
  });
}
