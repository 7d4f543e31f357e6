import { addTraces } from '../graph/read-graph.ts';
import { type Service, ServiceGraph } from '../graph/service-graph.ts';
import type { Action, ActionContext } from './action.ts';
import { checkNoToken, readTraceIds } from './parameters.ts';

/** Answers the map of some traces, all on one page. Ids of traces that are not there add nothing. */
export const getTraceGraph: Action = (input, context) => {
  checkNoToken(input);
  const ids = readTraceIds(input, context.strict).flatMap(({ id }) => (id === undefined ? [] : [id]));
  return { Services: serviceGraphOf(ids, context) };
};

/** The map of the traces that are there. */
export function serviceGraphOf(
  traceIds: readonly string[],
  { store, traces }: Pick<ActionContext, 'store' | 'traces'>,
): Service[] {
  const keys = traceIds.flatMap((id) => traces.keyOf(id) ?? []);
  const graph = new ServiceGraph();
  addTraces({ store, traces }, keys, graph);
  return graph.toServices({ start: 0, end: Number.MAX_SAFE_INTEGER });
}
