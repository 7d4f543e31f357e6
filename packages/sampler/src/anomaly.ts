import type { CheckedCondition } from './adaptive-config.ts';
import type { EndedSpan } from './ended-span.ts';
import { methodOf, pathOf, textOf } from './request-values.ts';

/** Effect of an anomaly. */
export interface Anomaly {
  readonly boosts: boolean;
  readonly isCaptured: boolean;
}

/** Whether a span is an anomaly where nothing is configured: a status above 499, or an error without an HTTP status. */
export function isDefaultAnomaly(span: EndedSpan): boolean {
  const status = statusOf(span);
  return status === undefined ? span.status.code === STATUS_ERROR : Number(status) > 499;
}

/** Returns the effect of all conditions that hold for a span. */
export function anomalyBy(conditions: readonly CheckedCondition[], span: EndedSpan): Anomaly {
  let boosts = false;
  let isCaptured = false;
  for (const condition of conditions) {
    if (!holds(condition, span)) continue;
    boosts ||= condition.usage === 'both' || condition.usage === 'sampling-boost';
    isCaptured ||= condition.usage === 'both' || condition.usage === 'anomaly-trace-capture';
  }
  return { boosts, isCaptured };
}

function holds({ errorCode, operations, highLatencyMillis }: CheckedCondition, span: EndedSpan): boolean {
  if (operations && !operations.includes(operationOf(span))) return false;
  const status = statusOf(span);
  if (errorCode && (status === undefined || !errorCode.test(status))) return false;
  const [seconds, nanos] = span.duration;
  return highLatencyMillis === undefined || seconds * 1e3 + nanos / 1e6 >= highLatencyMillis;
}

function statusOf({ attributes }: EndedSpan): string | undefined {
  return textOf(attributes, 'http.response.status_code') ?? textOf(attributes, 'http.status_code');
}

function operationOf({ attributes }: EndedSpan): string {
  const own = textOf(attributes, 'aws.local.operation');
  if (own !== undefined) return own;
  const [, first = ''] = (pathOf(attributes) ?? '/').split('/', 2);
  return `${methodOf(attributes) ?? ''} /${first}`;
}

// OpenTelemetry API, SpanStatusCode.
const STATUS_ERROR = 2;
