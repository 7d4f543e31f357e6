import { toServiceGraph } from '../service-graph.ts';
import { toSeconds } from '../timestamps.ts';
import type { Action } from './action.ts';
import { checkNoToken, readRange } from './parameters.ts';

/** Answers the map of the traces in a range, or of those in it that a group holds, all on one page. */
export const getServiceGraph: Action = (input, { traces, groups, strict }) => {
  const range = readRange({ ...input, TimeRangeType: 'TraceId' }, strict);
  const filter = groups.filterOf(input);
  checkNoToken(input);
  return {
    StartTime: toSeconds(range.start),
    EndTime: toSeconds(range.end),
    Services: toServiceGraph(traces.calls(traces.all(range, filter)), range),
    ContainsOldGroupVersions: false,
  };
};
