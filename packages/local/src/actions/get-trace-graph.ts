import { type Service, toServiceGraph } from '../service-graph.ts';
import { traceCalls } from '../trace-calls.ts';
import type { Traces } from '../traces.ts';
import type { Action } from './action.ts';
import { checkNoToken, readTraceIds } from './parameters.ts';

/** Answers the map of some traces, all on one page. Ids of traces that are not there add nothing. */
export const getTraceGraph: Action = (input, { traces, strict }) => {
  checkNoToken(input);
  const ids = readTraceIds(input, strict).flatMap(({ id }) => (id === undefined ? [] : [id]));
  return { Services: serviceGraphOf(ids, traces) };
};

/** The map of the traces that are there. */
export function serviceGraphOf(traceIds: readonly string[], traces: Traces): Service[] {
  const calls = traceIds.flatMap((id) => {
    const assembled = traces.get(id);
    return assembled ? [{ calls: JSON.stringify(traceCalls(assembled.tree)) }] : [];
  });
  const always = { start: 0, end: Number.MAX_SAFE_INTEGER };
  return toServiceGraph(traces.calls(calls), always);
}
