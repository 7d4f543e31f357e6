import type {
  DifferencesAnswer,
  DifferencesQuery,
  FreeTextAnswer,
  Problem,
  TraceGroupsAnswer,
  TraceGroupsQuery,
  TracesAnswer,
} from '@otel-xray/console/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSegment, START } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';

// Of 100 requests twelve fail, all of them of customer 42 in Dublin; customers of plan gold are as frequent among both.
const FAILING = 12;
const ALL = 100;
let xray: LocalXRay;
beforeAll(async () => {
  xray = await startLocalXRay({ port: 0, now: () => (START + 200) * 1e3 });
  await xray.ingest(Array.from({ length: ALL }, (_, n) => request(n)));
});
afterAll(() => xray.close());

function request(n: number): JsonObject {
  const isFailing = n < FAILING;
  return makeSegment('a', {
    ...{ trace_id: `1-6adf0240-${String(n).padStart(24, '0')}`, name: 'web', start_time: START + n },
    end_time: START + n + (isFailing ? 2 : 0.1),
    ...(isFailing && { fault: true }),
    user: isFailing ? 'user-3' : `user-${10 + (n % 30)}`,
    http: {
      request: { method: 'GET', url: `https://w.test/items/${n % 10}` },
      response: { status: isFailing ? 500 : 200 },
    },
    annotations: {
      customer: isFailing ? 42 : 100 + (n % 40),
      city: isFailing ? 'Dublin' : n % 2 === 0 ? 'Cork' : 'Dublin',
      plan: n % 4 === 0 ? 'gold' : 'free',
    },
  });
}

async function call<T>(path: string, body?: unknown, status = 200): Promise<T> {
  const answer = await fetch(
    `${xray.url}/-/${path}`,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
  expect([path, answer.status]).toEqual([path, status]);
  return (await answer.json()) as T;
}

describe('differences', () => {
  const compare = (query: DifferencesQuery): Promise<DifferencesAnswer> => call('differences', query);

  it('begins with the attributes of the failing customer, and leaves out those that are as frequent', async () => {
    const { part, rest, values } = await compare({ part: { filter: 'fault' }, among: {} });
    expect([part, rest]).toEqual([FAILING, ALL - FAILING]);
    expect(values.slice(0, 2)).toEqual([
      { kind: 'annotation', key: 'customer', value: 42, part: 12, rest: 0 },
      { kind: 'user', value: 'user-3', part: 12, rest: 0 },
    ]);
    expect(values.filter(({ key }) => key === 'city')).toEqual([
      { kind: 'annotation', key: 'city', value: 'Cork', part: 0, rest: 44 },
      { kind: 'annotation', key: 'city', value: 'Dublin', part: 12, rest: 44 },
    ]);
    expect(values.some(({ key, kind }) => key === 'plan' || kind === 'http.status' || kind === 'service')).toBe(false);
  });

  it('compares a time with the time around it', async () => {
    const { part, rest, values } = await compare({
      part: { start: START * 1e6, end: (START + FAILING) * 1e6 },
      among: { filter: 'http.method = "GET"' },
    });
    // The time of these ids is one for all.
    expect([part + rest, values]).toEqual([ALL, []]);
  });

  it('counts only traces of both scopes', async () => {
    const { part, rest } = await compare({ part: { filter: 'fault' }, among: { filter: 'annotation.plan = "gold"' } });
    expect([part, rest]).toEqual([3, 22]);
  });

  it('rejects a filter with a mistake', async () => {
    expect((await call<Problem>('differences', { part: { filter: 'falt' }, among: {} }, 400)).message).toContain(
      'falt',
    );
  });
});

describe('traces/group', () => {
  const group = (query: TraceGroupsQuery): Promise<TraceGroupsAnswer> => call('traces/group', query);

  it('counts and times the traces of each value, the largest first', async () => {
    const { total, distinct, groups } = await group({ by: 'annotation.city' });
    expect([total, distinct]).toEqual([ALL, 2]);
    expect(groups).toEqual([
      {
        ...{ value: 'Dublin', traces: 56, ok: 44, fault: 12, error: 0, throttle: 0, open: 0 },
        ...{ average: 507_143, p50: 100_000, p95: 2_000_000, max: 2_000_000 },
      },
      expect.objectContaining({ value: 'Cork', traces: 44, fault: 0, max: 100_000 }),
    ]);
  });

  it.each([
    ['root', 'web', ALL],
    ['user', 'user-3', FAILING],
    ['http.status', 200, ALL - FAILING],
    ['http.method', 'GET', ALL],
    ['http.url', 'https://w.test/items/0', 10],
    ['annotation.customer', 42, FAILING],
  ] as const)('by %s', async (by, value, traces) => {
    expect((await group({ by })).groups[0]).toMatchObject({ value, traces });
  });

  it('has a group without a value', async () => {
    expect((await group({ by: 'annotation.none', filter: 'fault' })).groups).toEqual([
      expect.objectContaining({ traces: FAILING, fault: FAILING }),
    ]);
  });

  it('rejects other keys', async () => {
    expect((await call<Problem>('traces/group', { by: 'colour' }, 400)).message).toContain('by: expected one of root');
  });
});

describe('free-text', () => {
  const find = async (text: string) => (await call<FreeTextAnswer>(`free-text?text=${encodeURIComponent(text)}`)).terms;

  it.each([
    ['user-3', { kind: 'user', operator: '=', value: 'user-3', count: 12 }, 'user = "user-3"'],
    [
      '/items/7',
      { kind: 'http.url', operator: 'CONTAINS', value: '/items/7', count: 10 },
      'http.url CONTAINS "/items/7"',
    ],
    ['42', { kind: 'annotation', key: 'customer', operator: '=', value: 42, count: 12 }, 'annotation.customer = 42'],
    [
      'dublin',
      { kind: 'annotation', key: 'city', operator: '=', value: 'Dublin', count: 56 },
      'annotation.city = "Dublin"',
    ],
    ['WEB', { kind: 'service', operator: '=', value: 'web', count: ALL }, 'service("web")'],
    ['500', { kind: 'http.status', operator: '=', value: 500, count: 12 }, 'http.status = 500'],
    ['get', { kind: 'http.method', operator: '=', value: 'GET', count: ALL }, 'http.method = "GET"'],
  ])('%s: the first term counts what its filter selects', async (text, term, filter) => {
    expect((await find(text))[0]).toEqual(term);
    expect((await call<TracesAnswer>('traces/query', { filter, limit: 1 })).total).toBe(term.count);
  });

  it('finds nothing outside of the range, nor for wildcards', async () => {
    expect(await find('%')).toEqual([]);
    expect((await call<FreeTextAnswer>(`free-text?text=user-3&start=0&end=1`)).terms).toEqual([]);
  });
});
