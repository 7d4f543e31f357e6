import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idsInText } from './log-ids.ts';
import { parseLogLine } from './log-line.ts';

const XRAY = '1-6adf0240-5a560cc3949d4b8bc5df4664';
const W3C = '6adf02405a560cc3949d4b8bc5df4664';
const SPAN = '53995c3f42cd8ad8';

describe('a JSON line names its trace', () => {
  it.each<[string, object, string | undefined]>([
    ['trace_id', { trace_id: W3C, span_id: SPAN }, SPAN],
    ['traceId', { traceId: W3C, spanId: SPAN }, SPAN],
    ['xray_trace_id', { xray_trace_id: XRAY, xray_span_id: SPAN }, SPAN],
    ['@xrayTraceId', { '@xrayTraceId': XRAY, '@xraySegmentId': SPAN }, SPAN],
    ['dd.trace_id', { 'dd.trace_id': W3C, 'dd.span_id': SPAN }, SPAN],
    ['otelTraceID', { otelTraceID: W3C, otelSpanID: SPAN }, SPAN],
    ['trace.id', { 'trace.id': W3C, 'span.id': SPAN }, SPAN],
    ['X-Amzn-Trace-Id', { 'X-Amzn-Trace-Id': `Root=${XRAY};Parent=${SPAN};Sampled=1` }, SPAN],
    ['xray_trace_id with a whole header', { xray_trace_id: `Root=${XRAY};Parent=${SPAN}` }, SPAN],
    ['traceparent', { traceparent: `00-${W3C}-${SPAN}-01` }, SPAN],
    ['a member of dd', { dd: { trace_id: W3C, span_id: SPAN } }, SPAN],
    ['trace and span of ECS', { trace: { id: W3C }, span: { id: SPAN } }, SPAN],
    ['its message', { msg: `traceId: ${XRAY}` }, undefined],
    ['upper case', { TRACE_ID: W3C.toUpperCase() }, undefined],
  ])('by %s', (_name, members, entity) => {
    expect(parseLogLine(JSON.stringify({ level: 30, ...members }))?.ids).toEqual({ traceId: XRAY, entity });
  });

  it.each([
    ['no id', { msg: 'hello' }],
    ['zeros', { trace_id: '0'.repeat(32), span_id: '0'.repeat(16) }],
    ['a decimal id of Datadog', { 'dd.trace_id': '7277407061855694839' }],
    ['a number', { trace_id: 12 }],
    ['another id', { request_id: 'r-1', backtrace_ids: W3C.slice(1) }],
  ])('not by %s', (_name, members) => {
    expect(parseLogLine(JSON.stringify(members))?.ids).toBeUndefined();
  });
});

it.each([
  [`[${XRAY}] payment failed`, undefined],
  [`AWS-XRAY-TRACE-ID: ${XRAY}@${SPAN} - payment failed`, SPAN],
  [`X-Amzn-Trace-Id: Root=${XRAY};Parent=${SPAN};Sampled=1`, SPAN],
  [`REPORT RequestId: 8f507cfc\tXRAY TraceId: ${XRAY}\tSegmentId: ${SPAN}\tSampled: true`, undefined],
  [`traceparent=00-${W3C}-${SPAN}-01 GET /`, SPAN],
  [`trace_id=${W3C} span_id=${SPAN} payment failed`, SPAN],
  [`(trace ${W3C.toUpperCase()}) payment failed`, undefined],
])('finds the ids in %j', (text, entity) => {
  expect(idsInText(text)).toEqual({ traceId: XRAY, entity });
});

it.each(['', 'hello', `1-6adf0240-${'a'.repeat(25)}`, 'a'.repeat(33), `x1-6adf024-${'a'.repeat(24)}`])(
  'finds none in %j',
  (text) => {
    expect(idsInText(text)).toBeUndefined();
  },
);

describe('a line', () => {
  const AT = Date.parse('2026-10-26T12:00:00.250Z') * 1e3;

  it.each<[string, object, object]>([
    [
      'pino',
      { level: 50, time: AT / 1e3, pid: 7, msg: 'no price', service: 'shop' },
      { severity: 17, atMicros: AT, text: 'no price', service: 'shop', attributes: { pid: 7 } },
    ],
    [
      'bunyan',
      { name: 'shop', level: 40, msg: 'slow', time: '2026-10-26T12:00:00.250Z', v: 0 },
      { severity: 13, atMicros: AT, text: 'slow', service: 'shop', attributes: { v: 0 } },
    ],
    [
      'winston',
      { level: 'warn', message: 'slow', timestamp: '2026-10-26T12:00:00.250Z' },
      { severity: 13, atMicros: AT, text: 'slow', service: undefined, attributes: {} },
    ],
    [
      'Powertools',
      {
        level: 'ERROR',
        message: 'no price',
        service: 'orders',
        timestamp: '2026-10-26T12:00:00.250Z',
        cold_start: true,
      },
      { severity: 17, atMicros: AT, text: 'no price', service: 'orders', attributes: { cold_start: true } },
    ],
    [
      'a logger with nanoseconds',
      { lvl: 'fatal', ts: AT * 1e3, body: 'gone' },
      { severity: 21, atMicros: AT, text: 'gone', service: undefined, attributes: {} },
    ],
  ])('of %s is read', (_name, members, expected) => {
    expect(parseLogLine(JSON.stringify(members))).toMatchObject(expected);
  });

  it.each([
    ['2026-10-26T12:00:00.250Z\t8f507cfc\tERROR\tno price', 17, AT],
    ['[2026-10-26 12:00:00,250Z] WARNING no price', 13, AT],
    ['\u001b[31merror\u001b[39m: no price', 17, undefined],
    ['no price', 0, undefined],
  ])('of plain text, %j, is read', (line, severity, atMicros) => {
    expect(parseLogLine(line)).toMatchObject({ severity, atMicros, text: expect.stringContaining('no price') });
  });

  it('without a message is its own text', () => {
    expect(parseLogLine('{"a":1}')).toMatchObject({ text: '{"a":1}', attributes: {} });
    expect(parseLogLine('  ')).toBeUndefined();
  });

  it('of any content is read, and costs no more than itself', () => {
    const line = fc.oneof(fc.string(), fc.json(), fc.constantFrom('{'.repeat(50_000), '{"a":'.repeat(1_000)));
    fc.assert(fc.property(line, (text) => void parseLogLine(text)));
  });
});
