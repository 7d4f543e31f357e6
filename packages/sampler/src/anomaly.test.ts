import type { Attributes } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { type AnomalyCondition, checkAdaptiveConfig } from './adaptive-config.ts';
import { anomalyBy, isDefaultAnomaly } from './anomaly.ts';
import type { EndedSpan } from './ended-span.ts';

const spanOf = (attributes: Attributes, code = 0, millis = 100): EndedSpan => ({
  spanContext: () => ({ traceId: '', spanId: '', traceFlags: 0 }),
  attributes,
  status: { code },
  duration: [Math.floor(millis / 1e3), (millis % 1e3) * 1e6],
});

describe('isDefaultAnomaly', () => {
  it.each([
    [{ 'http.response.status_code': 500 }, 0, true],
    [{ 'http.status_code': 503 }, 0, true],
    [{ 'http.response.status_code': 499 }, 2, false],
    [{ 'http.response.status_code': 200 }, 2, false],
    [{}, 2, true],
    [{}, 1, false],
  ])('of %j with status %i is %s', (attributes, code, expected) => {
    expect(isDefaultAnomaly(spanOf(attributes as Attributes, code))).toBe(expected);
  });
});

describe('anomalyBy', () => {
  const server = { 'http.response.status_code': 503, 'http.request.method': 'GET', 'url.path': '/orders/7' };
  const both = { boosts: true, isCaptured: true };
  const none = { boosts: false, isCaptured: false };
  it.each<[AnomalyCondition[], Attributes, number, object]>([
    [[], server, 0, none],
    [[{ errorCodeRegex: '^5' }], server, 0, both],
    [[{ errorCodeRegex: '^4' }], server, 0, none],
    [[{ errorCodeRegex: '' }], {}, 0, none],
    [[{ errorCodeRegex: '^5', operations: ['GET /orders'] }], server, 0, both],
    [[{ errorCodeRegex: '^5', operations: ['GET /other'] }], server, 0, none],
    [[{ errorCodeRegex: '^5', operations: ['mine'] }], { ...server, 'aws.local.operation': 'mine' }, 0, both],
    [[{ errorCodeRegex: '^5', highLatencyMs: 250 }], server, 249, none],
    [[{ errorCodeRegex: '^5', highLatencyMs: 250 }], server, 250, both],
    [[{ highLatencyMs: 1_500 }], {}, 1_500, both],
    [[{ errorCodeRegex: '^5', usage: 'sampling-boost' }], server, 0, { boosts: true, isCaptured: false }],
    [[{ errorCodeRegex: '^5', usage: 'anomaly-trace-capture' }], server, 0, { boosts: false, isCaptured: true }],
    [[{ errorCodeRegex: '^5', usage: 'neither' }], server, 0, none],
    [[{ errorCodeRegex: '^5', usage: 'neither' }, { errorCodeRegex: '503' }], server, 0, both],
  ])('of %j about %j in %i ms is %j', (anomalyConditions, attributes, millis, expected) => {
    const { conditions = [] } = checkAdaptiveConfig({ anomalyConditions });
    expect(anomalyBy(conditions, spanOf(attributes, 0, millis))).toEqual(expected);
  });
});
