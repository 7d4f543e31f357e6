import { toFullTrace } from '../full-trace.ts';
import type { Action } from './action.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { MAX_RETRIEVAL_TOKEN_LENGTH, readOptionalWord, readText } from './parameters.ts';

/**
 * Answers the traces of a retrieval that are there, some a page: as X-Ray documents, or, in the format OTEL, the spans that came as
 * OTLP, each as a request of its own. What did not come as OTLP has no spans.
 */
export const listRetrievedTraces: Action = (input, { retrievals, traces, store }) => {
  const { status, traceIds } = retrievals.get(readText(input, 'RetrievalToken', MAX_RETRIEVAL_TOKEN_LENGTH));
  const format = readOptionalWord(input, 'TraceFormat', ['XRAY', 'OTEL']) ?? 'XRAY';
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
      const spans = store.translations(id).map(({ entity, text }) => ({ Id: entity, Document: text }));
      return [{ ...trace, Spans: format === 'OTEL' ? spans : Segments }];
    }),
    ...(status === 'COMPLETE' &&
      end < traceIds.length && { NextToken: formatPageToken(OPERATION, input, { sortKey: end, id: '' }) }),
  };
};

const OPERATION = 'ListRetrievedTraces';
const PAGE_SIZE = 50;
