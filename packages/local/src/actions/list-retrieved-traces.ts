import { spansOf } from '../otlp/spans.ts';
import { toOtlpSpans } from '../otlp/to-otlp.ts';
import type { Store } from '../store/store.ts';
import { toFullTrace } from '../trace/full-trace.ts';
import type { TraceTree } from '../trace/trace-tree.ts';
import type { Action } from './action.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { MAX_RETRIEVAL_TOKEN_LENGTH, readOptionalWord, readText } from './parameters.ts';

/**
 * Answers the traces of a retrieval that are there, some a page: as X-Ray documents, or, in the format OTEL, as spans, each a request of
 * OTLP/JSON of its own.
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
      return [{ ...trace, Spans: format === 'OTEL' ? otlpSpans(id, assembled.tree, store) : Segments }];
    }),
    ...(status === 'COMPLETE' &&
      end < traceIds.length && { NextToken: formatPageToken(OPERATION, input, { sortKey: end, id: '' }) }),
  };
};

function otlpSpans(id: string, tree: TraceTree, store: Store): { Id: string; Document: string }[] {
  const texts = toOtlpSpans(id, tree, (entity) => store.translation(id, entity));
  return spansOf({ resourceSpans: texts.map((text) => JSON.parse(text)) }).map(({ span, toRequestText }) => ({
    Id: span.spanContext().spanId,
    Document: toRequestText(),
  }));
}

const OPERATION = 'ListRetrievedTraces';
const PAGE_SIZE = 50;
