import { MAX_ANNOTATIONS } from '@otel-xray/format';
import { millisToMicros, toSeconds } from '../ground/timestamps.ts';
import { firstActivity } from '../query/traces.ts';
import type { TraceRange } from '../store/trace-pages.ts';
import { summarize, type TraceSummary } from '../trace/summary.ts';
import type { Action, ActionContext } from './action.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { readFilterExpression, readRange } from './parameters.ts';

/**
 * Answers the summaries of the traces in a range that a filter selects, newest first, a hundred a page. A page has fewer when many
 * traces had to be looked at. `Sampling` changes nothing: all are returned.
 */
export const getTraceSummaries: Action = async (input, context) => {
  const { traces, strict, now } = context;
  const range = readRange(input, strict);
  const filter = readFilterExpression(input, context);
  const after = parsePageToken(OPERATION, input);
  const page = await traces.page({
    range,
    filter,
    limit: PAGE_SIZE,
    after: after && { time: after.sortKey, id: after.id },
  });
  return {
    TraceSummaries: page.rows.flatMap(({ id }) => summaryOf(id, range, context) ?? []),
    TracesProcessedCount: page.scanned,
    ApproximateTime: toSeconds(page.rows.at(-1)?.time ?? millisToMicros(now())),
    ...(page.next && {
      NextToken: formatPageToken(OPERATION, input, { sortKey: page.next.time, id: page.next.id }),
    }),
  };
};

// A trace may have been removed since the page was looked up.
function summaryOf(id: string, range: TraceRange, { traces, strict }: ActionContext): TraceSummary | undefined {
  const assembled = traces.get(id);
  if (!assembled) return undefined;
  const summary = summarize(id, assembled.revision, assembled.tree);
  const matched = range.type === 'Event' ? firstActivity(assembled.tree, range) : undefined;
  const annotations = strict ? Object.entries(summary.Annotations).slice(0, MAX_ANNOTATIONS) : undefined;
  return {
    ...summary,
    ...(annotations && { Annotations: Object.fromEntries(annotations) }),
    ...(matched !== undefined && { MatchedEventTime: toSeconds(matched) }),
  };
}

const OPERATION = 'GetTraceSummaries';
const PAGE_SIZE = 100;
