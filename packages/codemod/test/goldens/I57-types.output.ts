import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { annotate } from '@otel-xray/format';

export function tag(subsegment: Span | undefined, key: string, value: string): void {
  annotate(subsegment, key, value);
}

export function fail(segment: Span, error?: Error): void {
  if (error) { segment.recordException(error); segment.setStatus({ code: SpanStatusCode.ERROR, message: error.message }); }
  segment.end();
}
