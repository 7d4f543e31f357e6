import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';

let xray: LocalXRay;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0, now: () => (START + 60) * 1e3 });
});
afterEach(() => xray.close());

// A run of one program: its ids, its ports and its start differ from the next one's.
function run(number: number): JsonObject[] {
  const trace_id = `1-6adf0240-${String(number).padStart(24, '0')}`;
  const id = (short: string): string => toId(`${number}${short}`);
  const at = (from: number, to: number): JsonObject => ({
    start_time: START + number + from,
    end_time: START + number + to,
  });
  const url = `http://127.0.0.1:${40_000 + number}/cart`;
  return [
    makeSegment('c', { trace_id, id: id('c'), parent_id: id('b'), name: 'orders', ...at(0.2, 0.3), user: 'alice' }),
    makeSegment('a', {
      ...{ trace_id, id: id('a'), name: 'web', ...at(0, 1), fault: true, origin: 'AWS::ECS::Container' },
      ...{
        annotations: { tier: 'gold' },
        metadata: { default: { 'process.pid': number } },
        aws: { ecs: { container: 'x' } },
      },
      http: {
        request: { method: 'POST', url, client_ip: '203.0.113.9' },
        response: { status: 500, content_length: number },
      },
      cause: { exceptions: [{ id: id('e'), type: 'Error', message: 'no', stack: [{ path: '/a.js', line: number }] }] },
      subsegments: [
        makeEmbedded('d', {
          ...{ id: id('d'), name: 'S3', namespace: 'aws', ...at(0.5, 0.6) },
          aws: { operation: 'GetObject', bucket_name: 'files', request_id: `r-${number}`, xray: { sdk: 'x' } },
        }),
        makeEmbedded('b', { id: id('b'), name: 'orders.test', namespace: 'remote', ...at(0.1, 0.4) }),
      ],
    }),
    makeSubsegment('f', 'f0', { trace_id, id: id('f'), parent_id: id('0'), name: 'lost', ...at(0.7, 0.8) }),
  ];
}

it('shows what is the same in every run, called segments under their calls', async () => {
  await xray.ingest([...run(1), ...run(2).reverse()]);
  const [first, second] = await xray.snapshot();
  expect(second).toEqual(first);
  expect(first).toEqual([
    { name: 'lost' },
    {
      ...{ name: 'web', origin: 'AWS::ECS::Container', fault: true, annotations: { tier: 'gold' } },
      http: { method: 'POST', url: 'http://127.0.0.1:<port>/cart', status: 500 },
      exceptions: [{ type: 'Error', message: 'no' }],
      calls: [
        { name: 'S3', namespace: 'aws', aws: { operation: 'GetObject', bucket_name: 'files' } },
        { name: 'orders.test', namespace: 'remote', calls: [{ name: 'orders', user: 'alice' }] },
      ],
    },
  ]);
});

it('shows metadata when asked, and only what a filter selects', async () => {
  await xray.ingest([...run(1), makeSegment('b', { name: 'other' })]);
  expect(await xray.snapshot('service("other")')).toEqual([[{ name: 'other' }]]);
  const [trace] = await xray.snapshot('fault', { metadata: true });
  expect(trace?.find(({ name }) => name === 'web')?.metadata).toEqual({ default: { 'process.pid': 1 } });
  await expect(xray.snapshot('falt')).rejects.toThrow('unknown keyword "falt"');
});

it('shows a trace of any depth', async () => {
  const depth = 20_000;
  const at = (i: number): string => i.toString(16);
  await xray.ingest([
    makeSegment('1', { name: 'top' }),
    ...Array.from({ length: depth - 1 }, (_, i) => makeSubsegment(at(i + 2), at(i + 1), { name: `call ${i + 2}` })),
  ]);
  let [entity] = (await xray.snapshot())[0] ?? [];
  let last = '';
  let count = 0;
  for (; entity; entity = entity.calls?.[0]) {
    last = entity.name;
    count++;
  }
  expect([count, last]).toEqual([depth, `call ${depth}`]);
});
