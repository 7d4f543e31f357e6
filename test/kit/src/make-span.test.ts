import { expect, it } from 'vitest';
import { makeSpan } from './make-span.ts';

it('fills what a case does not say', () => {
  const { spanContext, ...fields } = makeSpan();
  expect(spanContext()).toEqual({
    traceId: '6553f100bafcc0c31a2b8bc840dd52a5',
    spanId: '0102030405060708',
    traceFlags: 1,
    traceState: undefined,
  });
  expect(fields).toEqual({
    name: 'GET /x',
    kind: 0,
    parentSpanContext: undefined,
    startTime: [1_700_000_000, 123_456_789],
    endTime: [1_700_000_001, 623_456_789],
    status: { code: 0 },
    attributes: {},
    events: [],
    links: [],
    resource: { attributes: {} },
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  });
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const context = { traceId: 'f'.repeat(32), spanId: 'f'.repeat(16), isRemote: true };

it.each([
  ['none', undefined],
  ['local', { traceId, spanId: '0807060504030201', traceFlags: 1, isRemote: false }],
  ['remote', { traceId, spanId: '0807060504030201', traceFlags: 1, isRemote: true }],
  ['00f067aa0ba902b7', { traceId, spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: false }],
  [context, context],
])('gives it the parent %j', (parent, expected) => {
  expect(makeSpan({ traceId, parent }).parentSpanContext).toEqual(expected);
});
