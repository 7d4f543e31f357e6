import { describeEvent } from '../insights/summary.ts';
import type { Action } from './action.ts';
import { findInsight, startOf, toAnomalousService, toImpact } from './find-insight.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { readMaxResults } from './parameters.ts';

/** Returns the changes of an insight's impact, newest first. */
export const getInsightEvents: Action = async (input, context) => {
  const limit = readMaxResults(input, MAX_EVENTS);
  const skipped = parsePageToken(OPERATION, input)?.sortKey;
  const { events, rootCause } = await findInsight(input, context);
  // Events are numbered from the oldest, so that a new one does not move a page.
  const numbered = events.map((event, number) => ({ ...event, number })).reverse();
  const left = numbered.filter(({ number }) => skipped === undefined || number < skipped);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return {
    InsightEvents: page.map((event) => ({
      Summary: describeEvent(event, rootCause),
      EventTime: startOf(event.minute + 1),
      ClientRequestImpactStatistics: toImpact(event.client),
      RootCauseServiceRequestImpactStatistics: toImpact(event.cause),
      TopAnomalousServices: event.services.map(toAnomalousService),
    })),
    ...(last &&
      left.length > limit && { NextToken: formatPageToken(OPERATION, input, { sortKey: last.number, id: '' }) }),
  };
};

const OPERATION = 'GetInsightEvents';
// X-Ray API reference: GetInsightEventsMaxResults.
const MAX_EVENTS = 50;
