import { getNumberFromEnv } from '@opentelemetry/core';
import type { TracerProviderOptions } from '@opentelemetry/sdk-trace';

/** Span limit → its environment variables, the most specific first. */
const VARIABLES = {
  attributeCountLimit: ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
  attributeValueLengthLimit: ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
  eventCountLimit: ['OTEL_SPAN_EVENT_COUNT_LIMIT'],
  linkCountLimit: ['OTEL_SPAN_LINK_COUNT_LIMIT'],
  attributePerEventCountLimit: ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
  attributePerLinkCountLimit: ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
} as const;

type SpanLimits = NonNullable<TracerProviderOptions['spanLimits']>;

/**
 * Reads the span limits from the environment. Limits that are not set are the SDK's.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits
 */
export function spanLimitsFromEnv(): SpanLimits {
  const limits: Record<string, number> = {};
  for (const [limit, variables] of Object.entries(VARIABLES)) {
    for (const variable of variables) {
      const value = getNumberFromEnv(variable);
      if (value === undefined) continue;
      limits[limit] = value;
      break;
    }
  }
  return limits;
}
