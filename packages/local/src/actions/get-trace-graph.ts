import { toServiceGraph } from '../service-graph.ts';
import { traceCalls } from '../trace-calls.ts';
import type { Action } from './action.ts';
import { checkNoToken, readTraceIds } from './parameters.ts';

/** Answers the map of some traces, all on one page. Ids of traces that are not there add nothing. */
export const getTraceGraph: Action = (input, { traces, strict }) => {
  checkNoToken(input);
  const calls = readTraceIds(input, strict).flatMap(({ id }) => {
    const assembled = id && traces.get(id);
    return assembled ? [{ calls: JSON.stringify(traceCalls(assembled.tree)) }] : [];
  });
  const always = { start: 0, end: Number.MAX_SAFE_INTEGER };
  return { Services: toServiceGraph(traces.calls(calls), always) };
};
