import { invalidRequest } from '../api-error.ts';
import { toFullTrace } from '../full-trace.ts';
import type { Action } from './action.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { MAX_RETRIEVAL_TOKEN_LENGTH, readOptionalWord, readText } from './parameters.ts';

/** Answers the traces of a retrieval that are there, some a page, as X-Ray documents. */
export const listRetrievedTraces: Action = (input, { retrievals, traces }) => {
  const { status, traceIds } = retrievals.get(readText(input, 'RetrievalToken', MAX_RETRIEVAL_TOKEN_LENGTH));
  const format = readOptionalWord(input, 'TraceFormat', ['XRAY', 'OTEL']) ?? 'XRAY';
  if (format === 'OTEL') throw invalidRequest('TraceFormat: only XRAY is there.');

  const first = parsePageToken(OPERATION, input)?.sortKey ?? 0;
  const ids = status === 'COMPLETE' ? traceIds.slice(first, first + PAGE_SIZE) : [];
  const end = first + PAGE_SIZE;
  return {
    RetrievalStatus: status,
    TraceFormat: format,
    Traces: ids.flatMap((id) => {
      const assembled = traces.get(id);
      if (!assembled) return [];
      const { Segments, LimitExceeded: _, ...trace } = toFullTrace(id, assembled.tree);
      return [{ ...trace, Spans: Segments }];
    }),
    ...(status === 'COMPLETE' &&
      end < traceIds.length && { NextToken: formatPageToken(OPERATION, input, { sortKey: end, id: '' }) }),
  };
};

const OPERATION = 'ListRetrievedTraces';
const PAGE_SIZE = 50;
