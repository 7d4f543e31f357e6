import type { Action } from './action.ts';
import { checkInsightId } from './parameters.ts';

/** Answers no insight: none is ever found here. */
export const getInsight: Action = (input) => {
  checkInsightId(input);
  return {};
};
