import type { Attributes, SpanContext } from '@opentelemetry/api';

/** Seconds, then nanoseconds. */
type HrTime = readonly [number, number];

/** The part of a finished span of the SDK that is looked at. */
export interface EndedSpan {
  spanContext(): SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly attributes: Attributes;
  readonly status: { readonly code: number };
  readonly duration: HrTime;
}

/** Whether no other service and no span here is above it. */
export function isTraceRoot({ parentSpanContext: parent }: EndedSpan): boolean {
  return parent === undefined;
}

/** Whether no span of this process is above it. */
export function isLocalRoot({ parentSpanContext: parent }: EndedSpan): boolean {
  return parent === undefined || parent.isRemote === true;
}

/** Returns a span that was not sampled, with a mark, for an exporter. */
export function toCaptured<Span extends EndedSpan>(span: Span): Span {
  const copy: Record<string, unknown> = {};
  // By name, since a span keeps them in getters of its class, which a copy does not have.
  for (const name of MEMBERS) {
    const value = (span as unknown as Record<string, unknown>)[name];
    if (value !== undefined) copy[name] = value;
  }
  copy['spanContext'] = () => span.spanContext();
  copy['attributes'] = { ...span.attributes, [ATTR_SAMPLED]: false };
  return copy as unknown as Span;
}

// The mark that Application Signals knows.
const ATTR_SAMPLED = 'aws.trace.flag.sampled';
// SDK 2.x and 3.x, ReadableSpan.
const MEMBERS = [
  'name',
  'kind',
  'parentSpanContext',
  'startTime',
  'endTime',
  'status',
  'links',
  'events',
  'duration',
  'ended',
  'resource',
  'instrumentationScope',
  'droppedAttributesCount',
  'droppedEventsCount',
  'droppedLinksCount',
];
