import { type Context, createTraceState, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import { parseTraceHeader, TRACE_STATE_SYNTHETIC_PARENT, type TraceHeader } from '@otel-xray/format';
import { DEFERRED_KEY, FIELDS_KEY, LINEAGE_KEY, SYNTHETIC_PARENT_KEY } from './context-keys.ts';
import type { ResolvedOptions } from './options.ts';

/** Reads the header's value; unknown fields only where they travel on. */
export function readFields(text: string, { forwardFields }: ResolvedOptions): TraceHeader {
  return parseTraceHeader(text, forwardFields ? KEEP_FIELDS : undefined);
}

const KEEP_FIELDS = { keepFields: true };

/** The context with what the header says; the very same one if it says nothing. */
export function extractHeader(context: Context, header: TraceHeader, options: ResolvedOptions): Context {
  const carrying = withCargo(context, header);
  const isSynthetic = header.parentId === undefined;
  if (isSynthetic && !canAdoptRoot(context, options)) return carrying;
  // A load balancer names no parent and decides nothing: its trace id counts, and the decision is ours.
  const missingDecision = isSynthetic ? 'defer' : options.missingDecision;
  const flags = toTraceFlags(header.sampled, missingDecision);
  if (!header.traceId || header.parentId === null || flags === undefined) return carrying;

  const spanContext: SpanContext = {
    traceId: header.traceId,
    spanId: header.parentId ?? toSyntheticParentId(header.traceId),
    traceFlags: flags,
    isRemote: true,
  };
  // Entries of other vendors survive, whichever propagator's ids win.
  const traceState = trace.getSpanContext(context)?.traceState;
  if (isSynthetic) spanContext.traceState = (traceState ?? createTraceState()).set(TRACE_STATE_SYNTHETIC_PARENT, '1');
  else if (traceState) spanContext.traceState = traceState;

  const isDeferred = missingDecision === 'defer' && header.sampled !== '1' && header.sampled !== '0';
  const marked = withMark(withMark(carrying, DEFERRED_KEY, isDeferred), SYNTHETIC_PARENT_KEY, isSynthetic);
  return trace.setSpanContext(marked, spanContext);
}

/** A root without a parent never replaces a parent that an earlier propagator has found: a load balancer adds one beside `traceparent`. */
function canAdoptRoot(context: Context, { adoptRoot }: ResolvedOptions): boolean {
  if (!adoptRoot) return false;
  const earlier = trace.getSpanContext(context);
  return earlier === undefined || !isSpanContextValid(earlier);
}

/** Values that are forwarded with or without a span: Lineage, and the unknown fields if they were read. */
export function withCargo(context: Context, { lineage, fields }: TraceHeader): Context {
  const withLineage = lineage === undefined ? context : context.setValue(LINEAGE_KEY, lineage);
  return fields === undefined || fields.length === 0 ? withLineage : withLineage.setValue(FIELDS_KEY, fields);
}

function toTraceFlags(
  sampled: TraceHeader['sampled'],
  missingDecision: ResolvedOptions['missingDecision'],
): number | undefined {
  switch (sampled) {
    case '1':
      return 1;
    case '0':
      return 0;
    case null:
      return undefined;
    case '?':
    case undefined:
      return missingDecision === 'ignore' ? undefined : 0;
  }
}

function toSyntheticParentId(traceId: string): string {
  const spanId = traceId.slice(16);
  return spanId === '0000000000000000' ? '0000000000000001' : spanId;
}

// A mark of an earlier extraction is removed with its parent.
function withMark(context: Context, key: symbol, isSet: boolean): Context {
  if (isSet) return context.setValue(key, true);
  return context.getValue(key) === undefined ? context : context.deleteValue(key);
}
