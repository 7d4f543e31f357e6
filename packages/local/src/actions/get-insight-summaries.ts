import { MINUTE_MICROS } from '../insights/fault-minutes.ts';
import { readInsights } from '../insights/read-insights.ts';
import type { Action } from './action.ts';
import { startOf, toInsightMembers } from './find-insight.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { readMaxResults, readOptionalWords, readRange } from './parameters.ts';

/** Returns the insights of a group that were active in a range, newest first; those of all groups where none is named. */
export const getInsightSummaries: Action = async (input, context) => {
  const { start, end } = readRange(input, false);
  const group = context.groups.namedOrNone(input);
  const limit = readMaxResults(input, MAX_SUMMARIES);
  const states = readOptionalWords(input, 'States', ['ACTIVE', 'CLOSED']);
  const after = parsePageToken(OPERATION, input);

  const insights = await readInsights(context, group);
  const left = insights.reverse().filter(({ id, first, last, isOpen }) => {
    const isInRange = first * MINUTE_MICROS < end && (isOpen || (last + 1) * MINUTE_MICROS > start);
    const isWanted = !states || states.includes(isOpen ? 'ACTIVE' : 'CLOSED');
    return isInRange && isWanted && (!after || first < after.sortKey || (first === after.sortKey && id < after.id));
  });
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return {
    InsightSummaries: page.map((insight) => ({
      ...toInsightMembers(insight),
      LastUpdateTime: startOf(insight.last + 1),
    })),
    ...(last &&
      left.length > limit && { NextToken: formatPageToken(OPERATION, input, { sortKey: last.first, id: last.id }) }),
  };
};

const OPERATION = 'GetInsightSummaries';
// X-Ray API reference: GetInsightSummariesMaxResults.
const MAX_SUMMARIES = 100;
