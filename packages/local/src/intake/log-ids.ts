import { isObject, type JsonObject } from '../ground/json.ts';
import { normalizeTraceId } from '../ground/repair.ts';

/** The trace, and perhaps the segment or subsegment, that a log record names. */
export interface LogIds {
  /** X-Ray's form, lower case. */
  readonly traceId: string;
  readonly entity: string | undefined;
}

/**
 * Finds the ids in the members of a record: under the names that loggers use, at the top or one level below.
 * Their values are ids in X-Ray's or the W3C form, or whole trace headers.
 */
export function idsInMembers(members: JsonObject): LogIds | undefined {
  for (const each of [members, ...Object.values(members).filter(isObject)]) {
    const found = Object.entries(each).find(([name, value]) => isTraceName(name) && typeof value === 'string');
    const ids = found && idsInText(found[1] as string);
    if (ids) return { traceId: ids.traceId, entity: ids.entity ?? entityIn(each) };
  }
  // `{ trace: { id }, span: { id } }`, as Elastic Common Schema has it.
  const { trace, span } = members;
  if (!isObject(trace) || typeof trace['id'] !== 'string') return undefined;
  const ids = idsInText(trace['id']);
  return ids && { traceId: ids.traceId, entity: isObject(span) ? spanId(span['id']) : undefined };
}

/** Finds the ids inside a string: a trace header of X-Ray, a `traceparent`, else a trace id in either form. */
export function idsInText(text: string): LogIds | undefined {
  const xray = X_RAY_ID.exec(text);
  if (xray) return toIds(xray[0], HEADER_PARENT.exec(text.slice(xray.index))?.[1]);
  const parent = TRACEPARENT.exec(text);
  if (parent) return toIds(parent[1] ?? '', parent[2]);
  const [w3c] = W3C_ID.exec(text) ?? [];
  return w3c === undefined ? undefined : toIds(w3c, SPAN_NEARBY.exec(text)?.[1]);
}

function toIds(trace: string, span: string | undefined): LogIds | undefined {
  const traceId = normalizeTraceId(trace);
  // OpenTelemetry writes zeros where there is no trace.
  if (traceId === undefined || /^1-0+-0+$/.test(traceId)) return undefined;
  return { traceId, entity: spanId(span) };
}

function entityIn(members: JsonObject): string | undefined {
  const found = Object.entries(members).find(([name, value]) => isSpanName(name) && spanId(value) !== undefined);
  return found && spanId(found[1]);
}

function spanId(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[0-9a-f]{16}$/i.test(value) || /^0+$/.test(value)) return undefined;
  return value.toLowerCase();
}

// Names differ in case, separators and prefixes: trace_id, traceId, xray_trace_id, @xrayTraceId, dd.trace_id, otelTraceID, X-Amzn-Trace-Id.
function isTraceName(name: string): boolean {
  return TRACE_NAME.test(name) || /^traceparent$/i.test(name);
}

function isSpanName(name: string): boolean {
  return SPAN_NAME.test(name);
}

const TRACE_NAME = /(?:^|[^a-z]|otel|xray|amzn)trace[-_. ]?id$/i;
const SPAN_NAME = /(?:^|[^a-z]|otel|xray)(?:span|segment|entity)[-_. ]?id$/i;
const X_RAY_ID = /(?<![0-9a-f-])1-[0-9a-f]{8}-[0-9a-f]{24}(?![0-9a-f])/i;
// Only in the same header: `Root=…;Parent=…;Sampled=1`. The X-Ray SDKs for Java and Python write `1-…@parent`.
const HEADER_PARENT = /^1-[0-9a-f-]{33}(?:@|;\s*Parent=)([0-9a-f]{16})(?![0-9a-f])/i;
const TRACEPARENT = /(?<![0-9a-f])[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?![0-9a-f])/i;
const W3C_ID = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i;
const SPAN_NEARBY = /span[-_. ]?id["']?\s*[=:]\s*["']?([0-9a-f]{16})(?![0-9a-f])/i;
