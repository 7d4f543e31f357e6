import type { InsightsAnswer } from '@otel-xray/console/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, START } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { type LocalXRay, startLocalXRay } from './local-xray.ts';

const FIRST = Math.ceil(START / 60);
let now: number;
let xray: LocalXRay;
beforeEach(async () => {
  now = FIRST * 60_000;
  xray = await startLocalXRay({ port: 0, now: () => now });
});
afterEach(() => xray.close());

const post = async (path: string, input: JsonObject): Promise<void> => {
  const response = await fetch(xray.url + path, { method: 'POST', body: JSON.stringify(input) });
  expect(response.status).toBe(200);
};
const enable = (input: JsonObject): Promise<void> =>
  post('/UpdateGroup', { ...input, InsightsConfiguration: { InsightsEnabled: true } });
const insights = async (query = ''): Promise<InsightsAnswer> =>
  (await (await fetch(`${xray.url}/-/insights?${query}`)).json()) as InsightsAnswer;

/** Twenty requests through the shop to a table in one minute, of which so many fail. */
function minute(number: number, failing: number): object[] {
  return Array.from({ length: 20 }, (_, i) => {
    const start_time = (FIRST + number) * 60 + i;
    const fields = { start_time, end_time: start_time + 0.2, ...(i < failing && { fault: true }) };
    const aws = { table_name: 'carts' };
    return makeSegment('a', {
      ...fields,
      ...{ name: 'shop', trace_id: `1-${start_time.toString(16)}-${String(number * 100 + i).padStart(24, '0')}` },
      annotations: { tier: i % 2 === 0 ? 'gold' : 'free' },
      subsegments: [makeEmbedded('b', { ...fields, name: 'DynamoDB', namespace: 'aws', aws })],
    });
  });
}

it('finds the insights of two hours of requests', async () => {
  await enable({ GroupName: 'Default' });
  // One fault of 20 requests is usual; half of them fail for five minutes.
  for (let i = 0; i < 120; i++) await xray.ingest(minute(i, i >= 70 && i < 75 ? 10 : i % 2));
  const states: (string | undefined)[] = [];
  for (const passed of [70, 71, 72, 75, 85, 86, 120]) {
    now = (FIRST + passed) * 60_000;
    const [found, ...others] = (await insights()).insights;
    expect(others).toEqual([]);
    states.push(found && (found.end === undefined ? 'active' : 'closed'));
  }
  expect(states).toEqual([undefined, undefined, 'active', 'active', 'active', 'closed', 'closed']);

  const { insights: all, groups } = await insights();
  expect(groups).toEqual([{ name: 'Default', notifications: false }]);
  expect(all).toMatchObject([
    {
      group: 'Default',
      rootCause: { name: 'carts', type: 'AWS::DynamoDB::Table' },
      services: [{ name: 'carts' }, { name: 'shop' }],
      start: (FIRST + 70) * 60e6,
      end: (FIRST + 75) * 60e6,
      client: { total: 100, ok: 50, fault: 50 },
      cause: { total: 100, ok: 50, fault: 50 },
    },
  ]);
  expect(await insights(`end=${(FIRST + 70) * 60e6}`)).toMatchObject({ insights: [] });
  expect(await insights(`start=${(FIRST + 75) * 60e6}`)).toMatchObject({ insights: [] });
});

it('finds them in the traces of a group only, as its expression selects them now', async () => {
  await post('/CreateGroup', { GroupName: 'gold', FilterExpression: 'annotation.tier = "gold"' });
  for (let i = 0; i < 6; i++) await xray.ingest(minute(i, i >= 3 ? 10 : 0));
  now += 6 * 60_000;
  expect(await insights()).toEqual({ insights: [], groups: [] });
  await enable({ GroupName: 'gold' });
  // Ten of the twenty requests are of the group, and five of those fail.
  expect(await insights('group=gold')).toMatchObject({
    insights: [{ group: 'gold', cause: { total: 30, fault: 15 } }],
  });
  await post('/UpdateGroup', { GroupName: 'gold', FilterExpression: 'annotation.tier = "none"' });
  expect((await insights()).insights).toEqual([]);
  expect((await fetch(`${xray.url}/-/insights?group=x`)).status).toBe(400);
});
