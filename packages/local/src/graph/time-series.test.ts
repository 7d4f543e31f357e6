import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, START } from '../../test/make-document.ts';
import { readEntitySelector } from '../filter/entity-selector.ts';
import type { JsonObject } from '../ground/json.ts';
import { Traces } from '../query/traces.ts';
import { Store } from '../store/store.ts';
import { type TimeSeriesEntry, type TimeSeriesRequest, timeSeries } from './time-series.ts';

let store: Store;
let traces: Traces;
beforeEach(() => {
  store = new Store(':memory:');
  traces = new Traces(store);
});
afterEach(() => {
  traces.forget();
  store.close();
});

// START is 20 seconds behind a whole minute.
const MINUTE = Math.floor(START / 60) * 60;

function add(...documents: JsonObject[]): void {
  const kept = documents.map((document, i) => {
    const traceId = `1-6adf0240-${String(i).padStart(24, '0')}`;
    const text = JSON.stringify({ ...document, trace_id: traceId });
    return {
      traceId,
      text,
      value: JSON.parse(text),
      bytes: text.length,
      arrivedMillis: 0,
      way: 'process',
      sender: '',
    } as const;
  });
  traces.note(kept, store.add(kept));
}

const series = (request: Partial<TimeSeriesRequest> & { expression?: string }): Promise<TimeSeriesEntry[]> =>
  timeSeries(
    { store, traces },
    {
      start: (START - 300) * 1e6,
      end: (START + 600) * 1e6,
      periodSeconds: 60,
      ...(request.expression !== undefined && { selector: readEntitySelector(request.expression) }),
      ...request,
    },
  );

/** Minutes behind the first, calls, faults and seconds. */
const short = (entries: readonly TimeSeriesEntry[]): number[][] =>
  entries.map(({ Timestamp, EdgeSummaryStatistics, ServiceSummaryStatistics }) => {
    const {
      TotalCount = 0,
      FaultStatistics,
      TotalResponseTime = 0,
    } = EdgeSummaryStatistics ?? ServiceSummaryStatistics ?? {};
    return [(Timestamp - MINUTE) / 60, TotalCount, FaultStatistics?.TotalCount ?? 0, TotalResponseTime];
  });

const call = (start: number, fields: JsonObject = {}): JsonObject =>
  makeEmbedded('b', { name: 'api', namespace: 'remote', start_time: start, end_time: start + 0.5, ...fields });
const web = (start: number, fields: JsonObject = {}): JsonObject =>
  makeSegment('a', { name: 'web', start_time: start, end_time: start + 1, subsegments: [call(start)], ...fields });

describe('timeSeries', () => {
  beforeEach(() => {
    add(
      ...[web(START), web(START + 1, { fault: true }), web(START + 60)],
      ...[web(START + 200, { fault: true }), web(START + 61, { end_time: undefined, in_progress: true })],
      ...[web(START - 1_000), web(START + 700)],
    );
  });

  it('sums the calls of clients up by the minute, without empty minutes and what is open', async () => {
    const entries = await series({});
    expect(short(entries)).toEqual([
      [0, 2, 1, 2],
      [1, 1, 0, 1],
      [3, 1, 1, 1],
    ]);
    expect(entries[0]).toEqual({
      Timestamp: MINUTE,
      EdgeSummaryStatistics: {
        OkCount: 1,
        ErrorStatistics: { ThrottleCount: 0, OtherCount: 0, TotalCount: 0 },
        FaultStatistics: { OtherCount: 1, TotalCount: 1 },
        TotalCount: 2,
        TotalResponseTime: 2,
      },
      ResponseTimeHistogram: [{ Value: 1, Count: 2 }],
    });
  });

  it.each([
    [
      'service("api")',
      [
        [0, 2, 0, 1],
        [1, 2, 0, 1],
        [3, 1, 0, 0.5],
      ],
    ],
    [
      'id(name: "web")',
      [
        [0, 2, 1, 2],
        [1, 1, 0, 1],
        [3, 1, 1, 1],
      ],
    ],
    [
      'edge("web", "api")',
      [
        [0, 2, 0, 1],
        [1, 2, 0, 1],
        [3, 1, 0, 0.5],
      ],
    ],
    ['edge("api", "web")', []],
  ])('sums %s up', async (expression, expected) => {
    expect(short(await series({ expression }))).toEqual(expected);
  });

  it('takes longer periods, a filter and the forecast', async () => {
    const filter = { kind: 'term', keyword: { name: 'fault' } } as const;
    const entries = await series({ periodSeconds: 300, filter, forecast: true });
    expect(entries.map(({ Timestamp }) => Timestamp % 300)).toEqual([0, 0]);
    expect(entries.map(({ EdgeSummaryStatistics }) => EdgeSummaryStatistics?.TotalCount)).toEqual([1, 1]);
    expect(entries[0]?.ServiceForecastStatistics).toEqual({ FaultCountHigh: 1, FaultCountLow: 1 });
  });

  it.each([
    ['service("web") { fault }', 'Invalid filter expression at 0: expected service(…), edge(…, …) or id(…)'],
    ['ok', 'Invalid filter expression at 0: expected service(…), edge(…, …) or id(…)'],
    ['id(names: "web")', 'Invalid filter expression at 3: expected name, type or account.id'],
    [`service("${'x'.repeat(500)}")`, 'Invalid filter expression at 500: longer than 500 characters'],
  ])('refuses %.30s', (expression, message) => {
    expect(() => readEntitySelector(expression)).toThrow(message);
  });
});
