import type { Action } from './action.ts';
import { checkNoToken, readRange } from './parameters.ts';

/** Answers the insights of a range and a group, of which there are none. */
export const getInsightSummaries: Action = (input, { groups }) => {
  readRange(input, false);
  groups.namedOrNone(input);
  checkNoToken(input);
  return { InsightSummaries: [] };
};
