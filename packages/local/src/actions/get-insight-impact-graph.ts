import { toSeconds } from '../ground/timestamps.ts';
import type { Action } from './action.ts';
import { checkInsightId, checkNoToken, readRange } from './parameters.ts';

/** Answers the services that an insight touches, of which there are none. */
export const getInsightImpactGraph: Action = (input) => {
  const { start, end } = readRange(input, false);
  checkNoToken(input);
  const range = { StartTime: toSeconds(start), EndTime: toSeconds(end) };
  return {
    InsightId: checkInsightId(input),
    ...range,
    ServiceGraphStartTime: range.StartTime,
    ServiceGraphEndTime: range.EndTime,
    Services: [],
  };
};
