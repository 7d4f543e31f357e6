import { nextTurn } from '../ground/next-turn.ts';
import type { Selection, Traces } from '../query/traces.ts';
import type { LinkRow } from '../store/graph-rows.ts';
import type { Store } from '../store/store.ts';
import type { TraceRow } from '../store/trace-pages.ts';
import { ageOf } from '../trace/connections.ts';
import { nodeOf } from '../trace/service-node.ts';
import { ServiceGraph } from './service-graph.ts';
import { type Question, sumInParts } from './sum-in-parts.ts';
import { extentOf, joinExtents, NO_TRACES, type TraceExtent } from './trace-extent.ts';

interface Parts {
  readonly store: Store;
  readonly traces: Traces;
}

/** A map, and the traces it is made of. */
export interface GraphOfTraces {
  readonly graph: ServiceGraph;
  readonly extent: TraceExtent;
}

/** The map of a part of the time; the span links apart, whose other ends stand in other traces. */
export interface GraphPart extends GraphOfTraces {
  readonly links: readonly LinkRow[];
}

/** The map of the traces of a selection. Lets others run in between. */
export function graphOfSelection(parts: Parts, selection: Selection): Promise<GraphOfTraces> {
  const sum: Question<GraphPart>['sum'] = (part, ready) => toGraphPart(parts, parts.traces.select(part, { ready }));
  return graphOfParts(parts, sumInParts(parts, selection, { name: 'graph []', sum }));
}

/** Puts maps together. Span links are edges once their other end was received. Lets others run in between. */
export async function graphOfParts(parts: Parts, sums: AsyncIterable<GraphPart>): Promise<GraphOfTraces> {
  const graph = new ServiceGraph();
  let extent = NO_TRACES;
  for await (const part of sums) {
    graph.merge(part.graph);
    extent = joinExtents(extent, part.extent);
    await addLinks(parts, part.links, graph);
  }
  return { graph, extent };
}

/** Makes the map of a part, packed, and estimates its bytes. */
export async function toGraphPart(
  parts: Parts,
  chunks: AsyncIterable<{ readonly rows: readonly TraceRow[] }>,
): Promise<{ readonly value: GraphPart; readonly bytes: number }> {
  const graph = new ServiceGraph();
  const links: LinkRow[] = [];
  let extent = NO_TRACES;
  for await (const { rows } of chunks) {
    const keys = rows.map(({ key }) => key);
    addOwn(parts, keys, graph);
    for (const link of parts.store.index.graph.linksOf(keys)) links.push(link);
    extent = joinExtents(extent, extentOf(rows));
  }
  return { value: { graph, links, extent }, bytes: graph.pack() + links.length * LINK_BYTES };
}

/** A receiver of the calls of traces, such as a map. */
export type CallSink = Pick<ServiceGraph, 'addSegment' | 'addCall'>;

/** Adds some traces, by their keys in the index, to a map. Span links are edges once their other end was received. */
export function addTraces(parts: Parts, keys: readonly number[], graph: CallSink): void {
  addOwn(parts, keys, graph);
  for (const link of parts.store.index.graph.linksOf(keys)) addLink(parts, link, graph);
}

/** Adds span links, which are calls once their other end was received. Lets others run in between. */
export async function addLinks(parts: Parts, links: readonly LinkRow[], graph: CallSink): Promise<void> {
  for (const [i, link] of links.entries()) {
    addLink(parts, link, graph);
    if (i % LINKS_A_TURN === LINKS_A_TURN - 1) await nextTurn();
  }
}

/** Adds all that some traces, by their keys in the index, say of themselves: all but span links. */
export function addOwn({ store: { index } }: Parts, keys: readonly number[], graph: CallSink): void {
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
}

function addLink({ traces, store: { index } }: Parts, link: LinkRow, graph: CallSink): void {
  const other = traces.get(link.otherTraceId)?.tree.entities.find(({ id }) => id === link.otherEntity);
  if (!other?.owner) return;
  graph.addCall({
    from: nodeOf(other.owner),
    to: index.nodes.node(link.to),
    flags: link.flags,
    startMicros: link.start,
    endMicros: link.end,
    ageMicros: ageOf(other, link.start),
  });
}

// For each a trace may have to be assembled.
const LINKS_A_TURN = 50;
/** Approximate bytes of a span link. */
export const LINK_BYTES = 200;
