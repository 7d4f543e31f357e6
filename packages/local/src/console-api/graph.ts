import { createHash } from 'node:crypto';
import type { GraphAnswer, Statistics } from '@otel-xray/console/contract';
import type { CallTotals } from '../call-totals.ts';
import { percentiles, toBins } from '../histogram.ts';
import type { JsonObject } from '../json.ts';
import { addTraces } from '../read-graph.ts';
import { type NodeTotals, ServiceGraph } from '../service-graph.ts';
import { nodeKey, type ServiceNode } from '../service-node.ts';
import type { ConsoleContext } from './console-context.ts';
import { toNodeName } from './light-row.ts';
import { readScope, readTraceIds } from './parameters.ts';
import { selectScope, toSelection } from './scope.ts';

/** `POST /-/graph`: the map of a scope, or of some traces in it. */
export async function queryGraph(input: JsonObject, context: ConsoleContext): Promise<GraphAnswer> {
  const scope = readScope(input);
  const ids = readTraceIds(input, 'ids');
  const wanted = ids && new Set(ids);
  const graph = new ServiceGraph();
  let traces = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for await (const chunk of selectScope(context, toSelection(scope, context), scope.hide)) {
    const rows = chunk.rows.filter(({ id }) => !wanted || wanted.has(id));
    addTraces(
      context,
      rows.map(({ key }) => key),
      graph,
    );
    traces += rows.length;
    for (const { time } of rows) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
  }
  const totals = graph.nodes();
  const nodes = totals.map(({ node, active, root, calls }) => ({
    ...{ ...toNodeName(node), active, root },
    ...(node.type !== 'client' && { statistics: toStatistics(calls) }),
  }));
  const edges = totals.flatMap(toEdges);
  return {
    signature: signatureOf([...nodes, ...edges].map(({ id }) => id)),
    traces,
    start: scope.start ?? (traces > 0 ? first : 0),
    end: scope.end ?? (traces > 0 ? last + 1 : 0),
    ...{ nodes, edges },
  };
}

function toEdges({ node, edges, links }: NodeTotals): GraphAnswer['edges'] {
  return [...edges.values(), ...links.values()]
    .map(({ to, link, calls, ages }) => ({
      id: edgeId(node, to, link),
      ...{ from: nodeKey(node), to: nodeKey(to), link },
      statistics: toStatistics(calls),
      ...(link && { ages: toBins(ages) }),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Of a line of the map: one text for each caller, called one, and kind. */
export function edgeId(from: ServiceNode, to: ServiceNode, link: boolean): string {
  return JSON.stringify([nodeKey(from), nodeKey(to), link]);
}

function toStatistics(calls: CallTotals): Statistics {
  const { total, ok, error, throttle, fault, responses } = calls;
  const [p50 = 0, p95 = 0, max = 0] = percentiles(responses, [0.5, 0.95, 1]);
  const average = total === 0 ? 0 : Math.round(calls.responseMicros / total);
  return { total, ok, error, throttle, fault, average, p50, p95, max, histogram: toBins(responses) };
}

function signatureOf(ids: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 16);
}
