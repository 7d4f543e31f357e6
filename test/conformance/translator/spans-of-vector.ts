import type { SpanLike } from '../../../packages/translator/src/ground/readable-span.ts';

// An OTLP/JSON request, as far as the vectors use it.
interface OtlpValue {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number | string;
  boolValue?: boolean;
  arrayValue?: { values?: OtlpValue[] };
  kvlistValue?: { values?: OtlpKeyValue[] };
}
interface OtlpKeyValue {
  key: string;
  value?: OtlpValue;
}
interface OtlpSpan {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  flags?: number;
  name?: string;
  kind?: number;
  startTimeUnixNano?: string;
  endTimeUnixNano?: string;
  attributes?: OtlpKeyValue[];
  status?: { code?: number; message?: string };
  events?: { name?: string; timeUnixNano?: string; attributes?: OtlpKeyValue[] }[];
  links?: { traceId?: string; spanId?: string; attributes?: OtlpKeyValue[] }[];
  droppedAttributesCount?: number;
  droppedEventsCount?: number;
  droppedLinksCount?: number;
}
export interface OtlpRequest {
  resourceSpans?: {
    resource?: { attributes?: OtlpKeyValue[] };
    scopeSpans?: { scope?: { name?: string; version?: string }; spans?: OtlpSpan[] }[];
  }[];
}

/** The spans of a request, as OpenTelemetry JS would hand them to an exporter. */
export function spansOf(request: OtlpRequest): SpanLike[] {
  const spans: SpanLike[] = [];
  for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
    const shared = { attributes: attributesOf(resource?.attributes) };
    for (const { scope, spans: inScope } of scopeSpans ?? []) {
      for (const span of inScope ?? []) {
        spans.push({
          name: span.name ?? '',
          // OTLP counts from 1 (internal), JS from 0.
          kind: (span.kind ?? 1) - 1,
          spanContext: () => ({ traceId: span.traceId ?? '', spanId: span.spanId ?? '', traceFlags: 1 }),
          parentSpanContext: parentOf(span),
          startTime: timeOf(span.startTimeUnixNano),
          endTime: timeOf(span.endTimeUnixNano),
          status: {
            code: span.status?.code ?? 0,
            ...(span.status?.message !== undefined && { message: span.status.message }),
          },
          attributes: attributesOf(span.attributes),
          events: (span.events ?? []).map((event) => ({
            name: event.name ?? '',
            time: timeOf(event.timeUnixNano),
            attributes: attributesOf(event.attributes),
          })),
          links: (span.links ?? []).map((link) => ({
            context: { traceId: link.traceId ?? '', spanId: link.spanId ?? '', traceFlags: 1 },
            attributes: attributesOf(link.attributes),
          })),
          resource: shared,
          instrumentationScope: {
            name: scope?.name ?? '',
            ...(scope?.version !== undefined && { version: scope.version }),
          },
          droppedAttributesCount: span.droppedAttributesCount ?? 0,
          droppedEventsCount: span.droppedEventsCount ?? 0,
          droppedLinksCount: span.droppedLinksCount ?? 0,
        });
      }
    }
  }
  return spans;
}

const KNOWS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

function parentOf({ traceId = '', parentSpanId = '', flags = 0 }: OtlpSpan): SpanLike['parentSpanContext'] {
  if (/^0*$/.test(parentSpanId)) return undefined;
  const known = (flags & KNOWS_REMOTE) !== 0;
  return { traceId, spanId: parentSpanId, traceFlags: 1, ...(known && { isRemote: (flags & IS_REMOTE) !== 0 }) };
}

function timeOf(nanos: string | undefined): [number, number] {
  const value = BigInt(nanos ?? '0');
  return [Number(value / 1_000_000_000n), Number(value % 1_000_000_000n)];
}

function attributesOf(list: OtlpKeyValue[] | undefined): Record<string, unknown> {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key, jsValueOf(value)]));
}

function jsValueOf(value: OtlpValue | undefined): unknown {
  if (value?.stringValue !== undefined) return value.stringValue;
  if (value?.boolValue !== undefined) return value.boolValue;
  if (value?.intValue !== undefined) return Number(value.intValue);
  if (value?.doubleValue !== undefined) return Number(value.doubleValue);
  if (value?.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(jsValueOf);
  if (value?.kvlistValue !== undefined) return attributesOf(value.kvlistValue.values);
  return undefined;
}
