import { afterEach, expect, it, vi } from 'vitest';
import { spanLimitsFromEnv } from './span-limits.ts';

afterEach(() => void vi.unstubAllEnvs());

it.each([
  [{}, {}],
  [
    { OTEL_ATTRIBUTE_COUNT_LIMIT: '10', OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '500', OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '5' },
    { attributeCountLimit: 500, attributePerEventCountLimit: 10, attributePerLinkCountLimit: 5 },
  ],
  [
    { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '64', OTEL_SPAN_EVENT_COUNT_LIMIT: '3', OTEL_SPAN_LINK_COUNT_LIMIT: '0' },
    { attributeValueLengthLimit: 64, eventCountLimit: 3, linkCountLimit: 0 },
  ],
  [{ OTEL_SPAN_LINK_COUNT_LIMIT: 'many' }, {}],
])('reads the span limits of %o', (env, expected) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(spanLimitsFromEnv()).toEqual(expected);
});
