import { gzipSync } from 'node:zlib';
import type { LogEntry, LogsAnswer } from '@otel-xray/console/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import { decodeLogs } from '../otlp/protobuf.ts';
import { type LocalXRay, startLocalXRay } from './local-xray.ts';

const W3C = TRACE_ID.slice(2).replace('-', '');
const DAY = 86_400_000;
let now: number;
let xray: LocalXRay;
beforeEach(async () => {
  now = START * 1e3 + 60_000;
  xray = await startLocalXRay({ port: 0, now: () => now, maxLogBytes: 100_000, maxRequestBytes: 1_000_000 });
});
afterEach(() => xray.close());

const attribute = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
const record = (text: string, more: object = {}): object => ({
  timeUnixNano: `${START}250000000`,
  severityNumber: 9,
  body: { stringValue: text },
  traceId: W3C,
  spanId: toId('b'),
  ...more,
});
const requestOf = (...logRecords: object[]): object => ({
  resourceLogs: [{ resource: { attributes: [attribute('service.name', 'shop')] }, scopeLogs: [{ logRecords }] }],
});
const post = (body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${xray.url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body as NonNullable<RequestInit['body']>,
  });
const send = async (...records: object[]): Promise<void> => {
  const answer = await post(JSON.stringify(requestOf(...records)));
  expect([answer.status, await answer.text()]).toEqual([200, '{}']);
};
const get = async <T>(path: string): Promise<T> => (await (await fetch(`${xray.url}${path}`)).json()) as T;
const logsOf = (query = ''): Promise<LogsAnswer> => get(`/-/traces/${TRACE_ID}/logs?${query}`);
const texts = (logs: readonly LogEntry[]): string[] => logs.map(({ text }) => text);

describe('OTLP logs', () => {
  it('are stored beside the trace that they name', async () => {
    await xray.ingest([makeSegment('a', { subsegments: [makeEmbedded('b')] })]);
    await send(record('found the lamp', { attributes: [attribute('item', 'lamp')] }));
    expect(await logsOf()).toEqual({
      logs: [
        {
          ...{ id: 1, traceId: TRACE_ID, entity: toId('b'), at: START * 1e6 + 250_000 },
          ...{ level: 'info', text: 'found the lamp', service: 'shop', source: 'otlp', attributes: { item: 'lamp' } },
        },
      ],
      counts: { info: 1 },
    });
  });

  it('may name it in their attributes or their text', async () => {
    const without = { traceId: '', spanId: '' };
    await send(
      record('a', { ...without, attributes: [attribute('trace_id', W3C), attribute('span_id', toId('b'))] }),
      record(`b of ${TRACE_ID}`, { ...without, body: { stringValue: `b of ${TRACE_ID}` } }),
      record('c', without),
      record('d', { traceId: '0'.repeat(32) }),
    );
    const { logs } = await logsOf();
    expect(texts(logs)).toEqual(['a', `b of ${TRACE_ID}`]);
    expect(logs[0]?.entity).toBe(toId('b'));
    const { counters } = await get<{ counters: object }>('/-/intake');
    expect(counters).toMatchObject({ logRequests: 1, logRecords: 2, logsWithoutTrace: 2, rejected: 0 });
  });

  it('are read from protobuf as from JSON', async () => {
    const bytes = (id: number, content: string | Uint8Array): Buffer =>
      Buffer.concat([Buffer.from([id * 8 + 2, content.length]), Buffer.from(content)]);
    const fixed = Buffer.alloc(9, 1 * 8 + 1);
    fixed.writeBigUInt64LE(BigInt(START) * 1_000_000_000n, 1);
    const body = bytes(1, 'from protobuf');
    const log = Buffer.concat([
      ...[fixed, Buffer.from([2 * 8, 17]), bytes(5, body)],
      ...[bytes(9, Buffer.from(W3C, 'hex')), bytes(10, Buffer.from(toId('b'), 'hex'))],
    ]);
    const request = bytes(1, bytes(2, bytes(2, log)));
    expect(decodeLogs(request)).toMatchObject({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ traceId: W3C }] }] }] });
    const answer = await post(gzipSync(request), {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
    });
    expect(answer.status).toBe(200);
    expect((await logsOf()).logs).toMatchObject([{ text: 'from protobuf', level: 'error', at: START * 1e6 }]);
  });

  it.each([
    ['no JSON', '{', 400],
    ['a list', '[]', 400],
    ['members of another kind', '{"resourceLogs":7}', 400],
    ['nesting without end', '{"resourceLogs":'.repeat(1_000), 400],
  ])('that are %s are refused with a reason', async (_what, body, status) => {
    const answer = await post(body);
    expect([answer.status, await answer.json()]).toEqual([status, { code: 3, message: expect.any(String) }]);
    expect((await xray.intake()).rejected).toEqual({ 'not OTLP': 1 });
  });

  it('of odd content are stored, and cost only themselves', async () => {
    const odd = [null, 1, true, [], {}, 'text', '\0', '\uD800', 1e300, -1];
    await send(
      ...odd.flatMap((value) => [
        record('x', { body: value }),
        record('x', { severityNumber: value, severityText: value, timeUnixNano: value, spanId: value }),
        record('x', { attributes: value }),
        record('x', { attributes: [value, { key: value, value }] }),
      ]),
      record('good'),
    );
    const { logs } = await logsOf('limit=1000');
    expect(texts(logs)).toContain('good');
    expect(logs).toHaveLength(4 * odd.length + 1);
  });
});

describe('the logs of a trace', () => {
  it('are filtered by level and text, page by page', async () => {
    const levels = [1, 5, 9, 13, 17, 21];
    await send(
      ...levels.map((severityNumber, i) =>
        record(`log ${i}`, { severityNumber, timeUnixNano: `${START}00000${i}000` }),
      ),
    );
    expect(texts((await logsOf('level=warn')).logs)).toEqual(['log 3', 'log 4', 'log 5']);
    expect(texts((await logsOf('q=LOG%202')).logs)).toEqual(['log 2']);
    const first = await logsOf('limit=4');
    expect([texts(first.logs), first.counts]).toEqual([
      ['log 0', 'log 1', 'log 2', 'log 3'],
      { trace: 1, debug: 1, info: 1, warn: 1, error: 1, fatal: 1 },
    ]);
    const { logs, next } = await logsOf(`limit=4&after=${first.next}`);
    expect([texts(logs), next]).toEqual([['log 4', 'log 5'], undefined]);
    expect(texts((await get<LogsAnswer>('/-/logs?limit=2')).logs)).toEqual(['log 5', 'log 4']);
  });

  it.each(['level=loud', 'limit=0', 'limit=1e9', 'after=x', 'limit=x'])('are not for %s', async (query) => {
    expect((await fetch(`${xray.url}/-/traces/${TRACE_ID}/logs?${query}`)).status).toBe(400);
    expect((await fetch(`${xray.url}/-/logs?${query}`)).status).toBe(400);
  });

  it.each(['"', "'); DROP TABLE logs; --", 'a OR b', 'text:x*', 'NEAR(a b)', '\0\0\0', '%_%'])(
    'are searched for %j as it is',
    async (wanted) => {
      await send(record('another'), record(`has ${wanted} in it`));
      const { logs } = await logsOf(`q=${encodeURIComponent(wanted)}`);
      expect(texts(logs)).toEqual([`has ${wanted.replaceAll('\0', '\uFFFD')} in it`]);
    },
  );

  it('stay within their limit, however many arrive', async () => {
    for (let i = 0; i < 30; i++)
      await send(...Array.from({ length: 100 }, (_, n) => record(`${i} ${n} ${'x'.repeat(90)}`)));
    const { logs } = await get<LogsAnswer>('/-/logs?limit=1000');
    expect(logs.length).toBeLessThan(400);
    expect(logs[0]?.text).toMatch(/^29 /);
    await send(record('x'.repeat(200_000)));
    expect((await get<LogsAnswer>('/-/logs?limit=1')).logs[0]?.text.length).toBeLessThan(65_000);
  });

  it('go with their age, with a reset, and with their trace', async () => {
    await send(record('old'));
    now += 8 * DAY;
    await xray.close();
    xray = await startLocalXRay({ port: 0, now: () => now });
    await send(record('new'));
    expect(texts((await logsOf()).logs)).toEqual(['new']);
    await xray.reset();
    expect((await logsOf()).logs).toEqual([]);
  });

  it('are in the bundle, which an import restores', async () => {
    await xray.ingest([makeSegment('a')]);
    await send(
      record('found the lamp', { attributes: [attribute('log.iostream', 'stderr'), attribute('item', 'lamp')] }),
    );
    const before = await logsOf();
    const bundle = await (await fetch(`${xray.url}/-/export?format=bundle&id=${TRACE_ID}`)).text();
    await xray.reset();
    const answer = await fetch(`${xray.url}/-/import`, { method: 'POST', body: bundle });
    expect(await answer.json()).toMatchObject({ traces: 1, documents: 1, logs: 1 });
    const after = await logsOf();
    expect(before.logs[0]).toMatchObject({ source: 'stderr', attributes: { item: 'lamp' } });
    expect({ ...after.logs[0], id: 0 }).toEqual({ ...before.logs[0], id: 0 });
  });

  it('are not for a page of another site', async () => {
    for (const path of ['/-/logs', `/-/traces/${TRACE_ID}/logs`]) {
      const answer = await fetch(xray.url + path, { headers: { 'sec-fetch-site': 'cross-site' } });
      expect(answer.status).toBe(403);
    }
  });
});

it('removes the logs of a trace with it', async () => {
  const other = TRACE_ID.replace(/.$/, '0');
  const second = makeSegment('c', { trace_id: other, start_time: START + 1 });
  const small = await startLocalXRay({ port: 0, now: () => now, maxStoreBytes: JSON.stringify(second).length });
  try {
    await fetch(`${small.url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestOf(record('of the first'))),
    });
    await small.ingest([makeSegment('a')]);
    await small.ingest([second]);
    await small.waitFor(other);
    await expect.poll(async () => (await small.traces()).map(({ id }) => id), { timeout: 5_000 }).toEqual([other]);
    const answer = await fetch(`${small.url}/-/traces/${TRACE_ID}/logs`);
    expect(((await answer.json()) as LogsAnswer).logs).toEqual([]);
  } finally {
    await small.close();
  }
});
