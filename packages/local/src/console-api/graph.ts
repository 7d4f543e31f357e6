import { createHash } from 'node:crypto';
import type { GraphAnswer, Scope, Statistics } from '@otel-xray/console/contract';
import type { CallTotals } from '../graph/call-totals.ts';
import { type GraphPart, graphOfParts, toGraphPart } from '../graph/read-graph.ts';
import type { NodeTotals } from '../graph/service-graph.ts';
import type { JsonObject } from '../ground/json.ts';
import { nodeKey, type ServiceNode } from '../trace/service-node.ts';
import type { ConsoleContext } from './console-context.ts';
import { toNodeName } from './light-row.ts';
import { readScope, readTraceIds } from './parameters.ts';
import { type ScopeSelection, selectScope, sumScope, toSelection } from './scope.ts';

/** `POST /-/graph`: the map of a scope, or of some traces in it. */
export async function queryGraph(input: JsonObject, context: ConsoleContext): Promise<GraphAnswer> {
  const scope = readScope(input);
  const { hide } = scope;
  const ids = readTraceIds(input, 'ids');
  const selection = toSelection(scope, context);
  const sums = ids
    ? mapOf(ids, selection, hide, context)
    : sumScope(context, selection, { hide, name: 'graph', sum: (chunks) => toGraphPart(context, chunks) });
  const {
    graph,
    extent: { traces, first, last },
  } = await graphOfParts(context, sums);
  const totals = graph.nodes();
  const nodes = totals.map(({ node, active, root, calls }) => ({
    ...toNodeName(node),
    active,
    root,
    ...(node.type !== 'client' && { statistics: toStatistics(calls) }),
  }));
  const edges = totals.flatMap(toEdges);
  return {
    signature: signatureOf([...nodes, ...edges].map(({ id }) => id)),
    traces,
    start: scope.start ?? (traces > 0 ? first : 0),
    end: scope.end ?? (traces > 0 ? last + 1 : 0),
    nodes,
    edges,
  };
}

/** The map of some traces, all of a piece. */
async function* mapOf(
  ids: readonly string[],
  selection: ScopeSelection,
  hide: Scope['hide'],
  context: ConsoleContext,
): AsyncGenerator<GraphPart> {
  const among = ids.flatMap((id) => context.traces.keyOf(id) ?? []);
  yield (await toGraphPart(context, selectScope(context, selection, hide, { among }))).value;
}

function toEdges({ node, edges, links }: NodeTotals): GraphAnswer['edges'] {
  return [...edges.values(), ...links.values()]
    .map(({ to, link, calls, ages }) => ({
      id: edgeId(node, to, link),
      from: nodeKey(node),
      to: nodeKey(to),
      link,
      statistics: toStatistics(calls),
      ...(link && { ages: ages.bins() }),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Key of a line of the map: one for each caller, called one, and kind. */
export function edgeId(from: ServiceNode, to: ServiceNode, link: boolean): string {
  return JSON.stringify([nodeKey(from), nodeKey(to), link]);
}

function toStatistics(calls: CallTotals): Statistics {
  const { total, ok, error, throttle, fault, responses } = calls;
  const [p50 = 0, p95 = 0, max = 0] = responses.percentiles([0.5, 0.95, 1]);
  const average = total === 0 ? 0 : Math.round(calls.responseMicros / total);
  return { total, ok, error, throttle, fault, average, p50, p95, max, histogram: responses.bins() };
}

function signatureOf(ids: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 16);
}
