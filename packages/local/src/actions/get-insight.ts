import type { Action } from './action.ts';
import { findInsight, toInsightMembers } from './find-insight.ts';

/** Returns an insight. */
export const getInsight: Action = async (input, context) => ({
  Insight: toInsightMembers(await findInsight(input, context)),
});
