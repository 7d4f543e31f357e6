import { MAX_ANNOTATIONS } from '@otel-xray/format';
import { invalidRequest } from '../api-error.ts';
import type { TraceRange } from '../store.ts';
import type { TraceSummary } from '../summary.ts';
import { millisToMicros, toSeconds } from '../timestamps.ts';
import type { Action, ActionContext } from './action.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { readRange } from './parameters.ts';

/** Answers the summaries of the traces in a range, newest first, a hundred a page. `Sampling` changes nothing: all are returned. */
export const getTraceSummaries: Action = (input, context) => {
  const { traces, strict, now } = context;
  const range = readRange(input, strict);
  const { FilterExpression: filter } = input;
  if (filter !== undefined && filter !== null)
    throw invalidRequest('FilterExpression: filter expressions are not supported yet.');

  const after = parsePageToken(OPERATION, input);
  const rows = traces.list(range, PAGE_SIZE + 1, after && { time: after.sortKey, id: after.id });
  const page = rows.slice(0, PAGE_SIZE);
  const last = page.at(-1);
  return {
    TraceSummaries: page.map((row) => forRange(traces.summaryOf(row), range, context)),
    TracesProcessedCount: page.length,
    ApproximateTime: toSeconds(last?.time ?? millisToMicros(now())),
    ...(last &&
      rows.length > PAGE_SIZE && { NextToken: formatPageToken(OPERATION, input, { sortKey: last.time, id: last.id }) }),
  };
};

function forRange(summary: TraceSummary, range: TraceRange, { store, strict }: ActionContext): TraceSummary {
  const matched = range.type === 'Event' ? store.firstActivity(summary.Id, range) : undefined;
  const annotations = strict ? Object.entries(summary.Annotations).slice(0, MAX_ANNOTATIONS) : undefined;
  return {
    ...summary,
    ...(annotations && { Annotations: Object.fromEntries(annotations) }),
    ...(matched !== undefined && { MatchedEventTime: toSeconds(matched) }),
  };
}

const OPERATION = 'GetTraceSummaries';
const PAGE_SIZE = 100;
