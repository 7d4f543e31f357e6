import type { Action } from './action.ts';
import { checkInsightId, checkNoToken } from './parameters.ts';

/** Answers the events of an insight, of which there are none. */
export const getInsightEvents: Action = (input) => {
  checkInsightId(input);
  checkNoToken(input);
  return { InsightEvents: [] };
};
