import { graphOfSelection } from '../graph/read-graph.ts';
import { toSeconds } from '../ground/timestamps.ts';
import type { Action } from './action.ts';
import { checkNoToken, readRange } from './parameters.ts';

/** Answers the map of the traces in a range, or of those in it that a group holds, all on one page. */
export const getServiceGraph: Action = async (input, context) => {
  const range = readRange({ ...input, TimeRangeType: 'TraceId' }, context.strict);
  const filter = context.groups.filterOf(input);
  checkNoToken(input);
  const { graph } = await graphOfSelection(context, { range, filter });
  return {
    StartTime: toSeconds(range.start),
    EndTime: toSeconds(range.end),
    Services: graph.toServices(range),
    ContainsOldGroupVersions: false,
  };
};
