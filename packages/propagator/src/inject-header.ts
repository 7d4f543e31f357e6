import { type Context, type SpanContext, trace } from '@opentelemetry/api';
import { formatTraceHeader, isSpanId, isTraceId, type TraceHeader, type TraceHeaderField } from '@otel-xray/format';
import { AWS_CALL_KEY, DEFERRED_KEY, FIELDS_KEY, LINEAGE_KEY, SUPPRESS_TRACING_KEY } from './context-keys.ts';
import type { ResolvedOptions } from './options.ts';

/**
 * The header for an outgoing request; `undefined` if there is no usable span context or tracing is suppressed.
 * @param findLineage called if the context holds none
 */
export function toHeader(
  context: Context,
  { forwardFields }: ResolvedOptions,
  findLineage?: () => string | undefined,
): string | undefined {
  // The request of an AWS call names the call as its parent, and not the HTTP span inside it.
  const spanContext = (context.getValue(AWS_CALL_KEY) as SpanContext | undefined) ?? trace.getSpanContext(context);
  if (!spanContext || !isTraceId(spanContext.traceId) || !isSpanId(spanContext.spanId)) return undefined;
  if (context.getValue(SUPPRESS_TRACING_KEY) === true) return undefined;
  return formatTraceHeader({
    traceId: spanContext.traceId,
    parentId: spanContext.spanId,
    sampled: toSampled(context, spanContext.traceFlags, spanContext.isRemote),
    lineage: (context.getValue(LINEAGE_KEY) as string | undefined) ?? findLineage?.(),
    fields: forwardFields ? (context.getValue(FIELDS_KEY) as readonly TraceHeaderField[] | undefined) : undefined,
  });
}

// Bit 0 alone is the decision. A span started here has made one, so the mark counts only beside the remote parent.
function toSampled(context: Context, traceFlags: number, isRemote: boolean | undefined): TraceHeader['sampled'] {
  if (traceFlags & 1) return '1';
  return isRemote && context.getValue(DEFERRED_KEY) === true ? '?' : '0';
}
