import { readEntitySelector } from '../filter/entity-selector.ts';
import { timeSeries } from '../graph/time-series.ts';
import { invalidRequest } from '../ground/api-error.ts';
import type { Action } from './action.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { readRange } from './parameters.ts';

/** Answers the numbers of a service, of the calls between two, or of all clients' calls, by the minute or by five; so many a page. */
export const getTimeSeriesServiceStatistics: Action = async (input, context) => {
  const { start, end } = readRange({ ...input, TimeRangeType: 'TraceId' }, context.strict);
  const { EntitySelectorExpression: expression, Period, ForecastStatistics } = input;
  const periodSeconds = Period ?? 60;
  if (periodSeconds !== 60 && periodSeconds !== 300) throw invalidRequest('Period: expected 60 or 300 seconds.');
  if (expression !== undefined && expression !== null && typeof expression !== 'string')
    throw invalidRequest('EntitySelectorExpression: expected a text.');
  const after = parsePageToken(OPERATION, input)?.sortKey ?? Number.NEGATIVE_INFINITY;

  const entries = await timeSeries(context, {
    start,
    end,
    periodSeconds,
    filter: context.groups.filterOf(input),
    forecast: ForecastStatistics === true,
    selector: typeof expression === 'string' ? readEntitySelector(expression) : undefined,
  });
  const left = entries.filter(({ Timestamp }) => Timestamp > after);
  const page = left.slice(0, PAGE_SIZE);
  const last = page.at(-1);
  return {
    TimeSeriesServiceStatistics: page,
    ContainsOldGroupVersions: false,
    ...(last &&
      left.length > PAGE_SIZE && {
        NextToken: formatPageToken(OPERATION, input, { sortKey: last.Timestamp, id: '' }),
      }),
  };
};

const OPERATION = 'GetTimeSeriesServiceStatistics';
const PAGE_SIZE = 500;
