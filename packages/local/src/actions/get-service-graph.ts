import { toServiceGraph } from '../service-graph.ts';
import { toSeconds } from '../timestamps.ts';
import type { Action } from './action.ts';
import { checkGroup, checkNoToken, readRange } from './parameters.ts';

/** Answers the map of the traces in a range, all on one page. */
export const getServiceGraph: Action = (input, { traces, strict }) => {
  const range = readRange({ ...input, TimeRangeType: 'TraceId' }, strict);
  checkGroup(input);
  checkNoToken(input);
  const rows = traces.list(range, Number.MAX_SAFE_INTEGER);
  return {
    StartTime: toSeconds(range.start),
    EndTime: toSeconds(range.end),
    Services: toServiceGraph(traces.calls(rows), range),
    ContainsOldGroupVersions: false,
  };
};
