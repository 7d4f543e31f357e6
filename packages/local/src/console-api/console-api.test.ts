import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import type {
  AggregateAnswer,
  Boot,
  CompleteAnswer,
  EntityAnswer,
  ErrorsAnswer,
  GraphAnswer,
  GraphOverTimeAnswer,
  ImportAnswer,
  IntakeAnswer,
  LinksAnswer,
  NotesAnswer,
  Problem,
  SearchAnswer,
  TraceAnswer,
  TracesAnswer,
} from '@otel-xray/console/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';

const MICROS = 1e6;
const NOW = START + 60;
let xray: LocalXRay;
let forwarded: (readonly string[])[];
beforeEach(async () => {
  forwarded = [];
  const forward = async (documents: readonly string[]) => {
    forwarded.push(documents);
    return [{ Id: toId('a'), ErrorCode: 'InvalidSegment', Message: 'no' }];
  };
  xray = await startLocalXRay({ port: 0, now: () => NOW * 1e3, forward });
});
afterEach(() => xray.close());

const request = (path: string, init?: RequestInit): Promise<Response> => fetch(`${xray.url}/-/${path}`, init);
async function get<T>(path: string): Promise<T> {
  const answer = await request(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as T;
}
async function post<T>(path: string, body: unknown = {}): Promise<T> {
  const answer = await request(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as T;
}

const id = (n: number): string => `1-6adf0240-${String(n).padStart(24, '0')}`;
const at = (seconds: number, fields: JsonObject = {}): JsonObject => ({
  start_time: START + seconds,
  end_time: START + seconds + 0.5,
  ...fields,
});
const node = (name: string, type?: string) => ({
  id: JSON.stringify([name, type ?? null, '000000000000']),
  name,
  account: '000000000000',
  ...(type && { type }),
});

/** Three traces of web: one fine, one that failed at its table, one that is open. */
const TABLE = makeEmbedded('b', {
  ...at(1.1, { end_time: START + 1.4 }),
  name: 'DynamoDB',
  namespace: 'aws',
  aws: { table_name: 'books', operation: 'Query' },
  fault: true,
  cause: {
    exceptions: [
      {
        type: 'Timeout',
        message: 'order 17 not found',
        stack: [
          { path: '/app/node_modules/x.js', line: 1, label: 'x' },
          { path: '/app/place.ts', line: 31, label: 'place' },
        ],
      },
    ],
  },
});
const web = (n: number, fields: JsonObject = {}): JsonObject =>
  makeSegment('a', { trace_id: id(n), name: 'web', ...at(n), ...fields });
const http = (path: string, status: number, userAgent = 'curl/8') => ({
  request: { method: 'GET', url: `https://w.test${path}`, user_agent: userAgent, client_ip: '::1' },
  response: { status },
});
async function addShop(): Promise<void> {
  await xray.ingest([
    web(0, { http: http('/cart', 200), annotations: { plan: 'gold', n: 3 }, user: 'ann' }),
    web(1, {
      fault: true,
      http: http('/order', 502),
      annotations: { plan: 'free' },
      subsegments: [TABLE],
      metadata: { default: { Basket: ['Tea'] } },
    }),
    web(2, { end_time: undefined, in_progress: true, http: { request: { url: 'https://w.test/health' } } }),
  ]);
}

describe('traces/query', () => {
  beforeEach(addShop);
  const idsOf = (answer: TracesAnswer): string[] => answer.rows.map((row) => row.id);
  const query = (body: object): Promise<TracesAnswer> => post('traces/query', body);

  it('answers light rows', async () => {
    const answer = await query({ columns: ['plan', 'gone'], filter: 'fault' });
    expect(answer).toEqual({
      rows: [
        {
          id: id(1),
          revision: 1,
          start: (START + 1) * MICROS,
          root: node('web'),
          method: 'GET',
          url: 'https://w.test/order',
          status: 502,
          flags: ['fault'],
          outcome: 'fault',
          responseTime: 500_000,
          duration: 500_000,
          services: [node('books', 'AWS::DynamoDB::Table')],
          entities: 3,
          exceptions: 1,
          notes: 0,
          columns: { plan: ['free'] },
        },
      ],
      total: 1,
      more: false,
      scanned: 3,
      hidden: 0,
      cursor: expect.any(Number),
    });
  });

  it('names the operation of the root, and of no service behind it', async () => {
    await xray.ingest([
      web(7, { annotations: { 'aws.local.operation': 'GET /order/:id' } }),
      { ...web(8, { annotations: { aws_local_operation: 'nightly invoices' } }), http: undefined },
      web(9),
      {
        ...web(9, { annotations: { 'aws.local.operation': 'PUT /stock' } }),
        id: 'a'.repeat(16),
        name: 'stock',
        parent_id: 'b'.repeat(16),
      },
    ]);
    const { rows } = await query({ ids: [7, 8, 9].map(id), sort: 'start' });
    expect(rows.map(({ operation }) => operation)).toEqual(['GET /order/:id', 'nightly invoices', undefined]);
  });

  it.each([
    ['-start', [2, 1, 0]],
    ['start', [0, 1, 2]],
    ['status', [0, 1, 2]],
    ['-status', [1, 0, 2]],
    ['-responseTime', [1, 0, 2]],
    ['user', [0, 1, 2]],
    ['annotation.plan', [1, 0, 2]],
    ['-annotation.plan', [0, 1, 2]],
    ['services', [0, 2, 1]],
  ])('sorts by %s, what has no value last', async (sort, expected) => {
    expect(idsOf(await query({ sort }))).toEqual(expected.map(id));
  });

  it('goes on where a page ended, also when more came', async () => {
    const first = await query({ limit: 2, sort: '-status' });
    await xray.ingest([web(5, { http: http('/x', 999) })]);
    const second = await query({ limit: 2, sort: '-status', after: first.next });
    expect([idsOf(first), idsOf(second), second.next]).toEqual([[id(1), id(0)], [id(2)], undefined]);
  });

  it('hides noise and counts it, and obeys range, group and ids', async () => {
    expect(await query({ hide: ['health'] })).toMatchObject({ total: 2, hidden: 1, scanned: 3 });
    expect(idsOf(await query({ hide: ['url:/or', 'service:other'] }))).toEqual([id(2), id(0)]);
    expect(idsOf(await query({ hide: ['service:web'] }))).toEqual([]);
    expect(await query({ start: START * MICROS, end: (START + 1) * MICROS, ids: [id(0), id(9)] })).toMatchObject({
      rows: [{ id: id(0) }],
    });
    await fetch(`${xray.url}/CreateGroup`, {
      method: 'POST',
      body: '{"GroupName":"slow","FilterExpression":"partial"}',
    });
    expect(idsOf(await query({ group: 'slow' }))).toEqual([id(2)]);
  });

  it('says what each term costs when nothing matches', async () => {
    const answer = await query({ filter: 'user = "bob" AND fault' });
    expect(answer.withoutTerm).toEqual([
      { term: 'user = "bob"', total: 1 },
      { term: 'fault', total: 0 },
    ]);
  });

  it.each([
    [
      { filter: 'fault AND' },
      { message: 'Invalid filter expression at 9: expected a keyword after "AND"', at: 9, length: 0 },
    ],
    [{ sort: 'size' }, { message: expect.stringMatching(/^sort: expected one of start, /) }],
    [{ limit: 501 }, { message: 'limit: expected a whole number from 1 to 500, not 501.' }],
    [{ after: 'x' }, { message: 'after: not the next of an answer.' }],
    [{ hide: ['noise'] }, { message: 'hide: expected service:…, url:…, health or static, not "noise".' }],
    [{ start: 1.5 }, { message: expect.stringMatching(/^start: expected a whole number/) }],
    [{ group: 'gone' }, { message: 'There is no group "gone".' }],
    [{ ids: ['x'] }, { message: '"x" is not a trace id.' }],
  ])('refuses %j', async (body, problem) => {
    const answer = await request('traces/query', { method: 'POST', body: JSON.stringify(body) });
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining(problem)]);
  });
});

it('traces/aggregate counts by response time, by time and by value', async () => {
  await addShop();
  const answer = await post<AggregateAnswer>('traces/aggregate', { slots: 3 });
  const none = { ok: 0, error: 0, throttle: 0, fault: 0, open: 0 };
  expect(answer.total).toBe(3);
  expect(answer.responseTime).toEqual([{ ...none, from: expect.any(Number), to: expect.any(Number), ok: 1, fault: 1 }]);
  const [{ from = 0, to = 0 } = {}] = answer.responseTime;
  expect(from <= 500_000 && 500_000 < to).toBe(true);
  expect(answer.overTime).toEqual({
    start: START * MICROS,
    step: MICROS,
    slots: [
      { ...none, ok: 1 },
      { ...none, fault: 1 },
      { ...none, open: 1 },
    ],
  });
  expect(answer.refiners).toContainEqual({
    kind: 'service',
    distinct: 2,
    values: [
      { value: 'web', count: 3 },
      { value: 'books', count: 1 },
    ],
  });
  expect(answer.refiners).toContainEqual({
    kind: 'annotation',
    key: 'plan',
    distinct: 2,
    values: [
      { value: 'free', count: 1 },
      { value: 'gold', count: 1 },
    ],
  });
  expect((await post<AggregateAnswer>('traces/aggregate', { filter: 'user = "nobody"' })).overTime.slots).toEqual([]);
});

it('says of each trace in the list what the histograms count it as', async () => {
  await addShop();
  await xray.ingest([
    web(3, { error: true, throttle: true, http: http('/slow-down', 429) }),
    web(4, { error: true, http: http('/no-flag', 429), subsegments: [{ ...TABLE, fault: false, throttle: true }] }),
    web(5, { error: true, http: http('/gone', 404) }),
  ]);
  const { rows } = await post<TracesAnswer>('traces/query', { sort: 'start' });
  expect(rows.map(({ outcome }) => outcome)).toEqual(['ok', 'fault', 'open', 'throttle', 'error', 'error']);
  const { slots } = (await post<AggregateAnswer>('traces/aggregate', { slots: 1 })).overTime;
  expect(slots).toEqual([{ ok: 1, fault: 1, open: 1, throttle: 1, error: 2 }]);
});

it('graph obeys filter, ids and hide', async () => {
  await addShop();
  const all = await post<GraphAnswer>('graph');
  expect([all.traces, all.nodes.map(({ name }) => name)]).toEqual([3, ['books', 'web', 'web']]);
  const edge = all.edges.find(({ to }) => to === node('books', 'AWS::DynamoDB::Table').id);
  expect(edge).toMatchObject({
    from: node('web').id,
    link: false,
    statistics: {
      total: 1,
      fault: 1,
      ok: 0,
      average: 300_000,
      p50: 300_000,
      p95: 300_000,
      max: 300_000,
      histogram: [{ value: 300_000, count: 1 }],
    },
  });
  expect(all.nodes.find(({ type }) => type === 'client')).not.toHaveProperty('statistics');
  const one = await post<GraphAnswer>('graph', { ids: [id(0)] });
  expect([one.traces, one.nodes.length, one.signature === all.signature]).toEqual([1, 2, false]);
  expect((await post<GraphAnswer>('graph', { filter: 'ok' })).signature).toBe(one.signature);
  expect((await post<GraphAnswer>('graph', { hide: ['service:web'] })).nodes).toEqual([]);
});

it('graph/over-time: the calls of a node or a line, as many as the map counts', async () => {
  await addShop();
  const { nodes, edges } = await post<GraphAnswer>('graph');
  const range = { start: START * MICROS, end: (START + 10) * MICROS, slots: 10 };
  const overTime = (of: string, scope: object = {}): Promise<GraphOverTimeAnswer> =>
    post<GraphOverTimeAnswer>('graph/over-time', { ...range, ...scope, of });
  const web = await overTime(node('web').id);
  expect([web.start, web.step]).toEqual([START * MICROS, MICROS]);
  const none = { ok: 0, error: 0, throttle: 0, fault: 0, open: 0 };
  expect(web.slots).toEqual([
    ...[{ ok: 1 }, { fault: 1 }, { open: 1 }].map((counts) => ({ ...none, ...counts })),
    ...Array.from({ length: 7 }, () => none),
  ]);
  for (const { id, statistics } of [...nodes, ...edges]) {
    const { slots } = await overTime(id);
    const sum = (status: keyof typeof none): number => slots.reduce((all, slot) => all + slot[status], 0);
    if (statistics)
      expect([id, sum('ok'), sum('error'), sum('throttle'), sum('fault')]).toEqual([
        id,
        statistics.ok,
        statistics.error,
        statistics.throttle,
        statistics.fault,
      ]);
  }
  const fine = await overTime(node('web').id, { filter: 'ok' });
  expect(fine.slots.filter(({ ok, fault, open }) => ok + fault + open > 0)).toEqual([{ ...none, ok: 1 }]);
  expect((await request('graph/over-time', { method: 'POST', body: '{}' })).status).toBe(400);
});

describe('traces/{id}', () => {
  it('is one flat list in tree order, with what waits at the end', async () => {
    await addShop();
    await xray.ingest([makeSubsegment('d', 'f', { trace_id: id(1), ...at(0) })]);
    const answer = await get<TraceAnswer>(`traces/${id(1).replaceAll('-', '').slice(1)}`);
    expect(answer).toMatchObject({
      id: id(1),
      revision: 2,
      now: NOW * MICROS,
      root: toId('a'),
      clientIp: '::1',
      userAgent: 'curl/8',
      summary: { id: id(1), entities: 4 },
      rootCauses: { fault: [[toId('a'), toId('b')]], error: [], responseTime: [[toId('a'), toId('b')]] },
      documents: { count: 2, bytes: expect.any(Number) },
    });
    expect(answer.entities.map(({ kind, name, parent }) => [kind, name, parent])).toEqual([
      ['segment', 'web', undefined],
      ['subsegment', 'DynamoDB', toId('a')],
      ['inferred', 'DynamoDB', toId('b')],
      ['waiting', 'd', undefined],
    ]);
    expect(answer.entities[1]).toMatchObject({
      flags: ['fault'],
      operation: 'Query',
      resource: 'books',
      namespace: 'aws',
      owner: toId('a'),
      counts: { exceptions: 1 },
    });
    expect(answer.entities[0]?.counts).toEqual({ annotations: 1, metadata: 1 });
    expect(answer.entities[3]?.counts).toEqual({ notes: 1 });
  });

  it('answers what changed since a revision', async () => {
    await addShop();
    await xray.ingest([makeSubsegment('c', 'a', { trace_id: id(2), ...at(2) })]);
    await xray.ingest([web(2)]);
    const answer = await get<TraceAnswer>(`traces/${id(2)}?since=2`);
    expect([answer.revision, answer.entities.map((entity) => entity.id), answer.order]).toEqual([
      3,
      [toId('a')],
      [toId('a'), toId('c')],
    ]);
    expect((await get<TraceAnswer>(`traces/${id(2)}?since=3`)).entities).toEqual([]);
    expect(await get<TraceAnswer>(`traces/${id(2)}?since=9`)).not.toHaveProperty('order');
  });

  it('of 10,000 entities is at most 250 kB, compressed', async () => {
    const subsegments = Array.from({ length: 1_000 }, (_, i) => ({
      ...makeEmbedded('0', at(i / 1e4, { end_time: START + 1 })),
      id: toId((i + 16).toString(16)),
      name: 'DynamoDB',
      namespace: 'aws',
      aws: { table_name: `table-${i % 7}`, operation: 'Query' },
    }));
    const parts = Array.from({ length: 5 }, (_, i) => {
      const own = subsegments.slice(i * 200, (i + 1) * 200);
      return Array.from({ length: 5 }, (_unused, j) =>
        makeSegment(`f${i}${j}`, {
          trace_id: id(1),
          name: `service-${i}`,
          ...(i + j > 0 && { parent_id: toId('f00') }),
          subsegments: own.map((each) => ({ ...each, id: toId(`${j + 1}${each.id.slice(-6)}`) })),
        }),
      );
    }).flat();
    await xray.ingest(parts);
    const text = await (await request(`traces/${id(1)}`)).text();
    const { entities } = JSON.parse(text) as TraceAnswer;
    // Each call has an inferred segment.
    expect(entities).toHaveLength(25 + 5 * 2_000);
    expect(gzipSync(text).length).toBeLessThan(250_000);
  });

  it.each(['', '/entities/x', '/search?q=x', '/links'])('%s of a trace that is not there is 404', async (path) => {
    const answer = await request(`traces/${id(7)}${path}`);
    expect([answer.status, Object.keys((await answer.json()) as Problem)]).toEqual([404, ['message']]);
    expect((await request(`traces/nonsense${path}`)).status).toBe(400);
  });
});

it('entities tell what was received, verbatim', async () => {
  const text = ` ${JSON.stringify(web(1, { subsegments: [TABLE], http: http('/', 500) }))}`;
  await xray.ingest([text, JSON.stringify(makeSubsegment('c', 'b', { trace_id: id(1) }))]);
  const answer = await get<EntityAnswer>(`traces/${id(1)}/entities/${toId('b')}`);
  expect(answer).toMatchObject({
    entity: { id: toId('b'), kind: 'subsegment' },
    document: { name: 'DynamoDB', aws: { table_name: 'books' } },
    received: [{ arrived: NOW * MICROS, way: 'process', sender: '', bytes: text.length, text }],
    notes: [],
  });
  const root = await get<EntityAnswer>(`traces/${id(1)}/entities/${toId('a')}`);
  expect(root.notes).toMatchObject([
    { code: 'status-without-fault', entity: toId('a'), advice: expect.stringMatching(/^Set fault/) },
  ]);
});

it('entities that came as OTLP tell what became of each attribute, and are exported as they came', async () => {
  const span = {
    traceId: '6adf0240000000000000000000000042',
    spanId: 'a'.repeat(16),
    name: 'GET /cart',
    kind: 2,
    startTimeUnixNano: `${START}000000000`,
    endTimeUnixNano: `${START + 1}000000000`,
    attributes: [{ key: 'http.request.method', value: { stringValue: 'GET' } }],
  };
  const sent = { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [span] }] }] };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${xray.url}/v1/traces`, { method: 'POST', headers, body: JSON.stringify(sent) });
  const answer = await get<EntityAnswer>(`traces/${span.traceId}/entities/${span.spanId}`);
  expect(answer.entity.counts.translation).toBe(1);
  expect(answer.translation).toMatchObject({
    span: { name: 'GET /cart' },
    attributes: [{ attribute: 'http.request.method', outcome: 'field', targets: ['/http/request/method'] }],
  });
  expect(await (await request(`export?format=otlp&id=${span.traceId}`)).json()).toEqual(sent);
});

it('search finds keys and values, whatever their case, and says where', async () => {
  await addShop();
  const hits = async (q: string) => (await get<SearchAnswer>(`traces/${id(1)}/search?q=${encodeURIComponent(q)}`)).hits;
  expect(await hits('basket')).toEqual([{ entity: toId('a'), where: 'metadata' }]);
  expect(await hits('TEA')).toEqual([{ entity: toId('a'), where: 'metadata' }]);
  expect(await hits('place.ts')).toEqual([{ entity: toId('b'), where: 'exception' }]);
  expect(await hits('free')).toEqual([{ entity: toId('a'), where: 'annotation' }]);
  expect(await hits('/order')).toEqual([{ entity: toId('a'), where: 'http' }]);
  expect(await hits('nothing')).toEqual([]);
  expect(await hits('')).toEqual([]);
});

it('links are told from both sides', async () => {
  await xray.ingest([
    web(0),
    web(1, {
      links: [
        { trace_id: id(0), id: toId('a') },
        { trace_id: id(9), id: toId('a') },
      ],
    }),
  ]);
  expect((await get<LinksAnswer>(`traces/${id(1)}/links`)).links).toMatchObject([
    { direction: 'to', entity: toId('a'), traceId: id(0), otherEntity: toId('a'), trace: { id: id(0) } },
    { direction: 'to', traceId: id(9) },
  ]);
  const back = await get<LinksAnswer>(`traces/${id(0)}/links`);
  expect(back.links).toMatchObject([
    { direction: 'from', entity: toId('a'), traceId: id(1), otherEntity: toId('a'), trace: { id: id(1) } },
  ]);
});

describe('complete', () => {
  beforeEach(addShop);
  it.each([
    [
      'slot=service',
      [
        { value: 'web', count: 3 },
        { value: 'books', count: 1 },
      ],
    ],
    ['slot=service&prefix=BO', [{ value: 'books', count: 1 }]],
    [
      'slot=annotation%20key',
      [
        { value: 'plan', count: 2 },
        { value: 'n', count: 1 },
      ],
    ],
    ['slot=annotation%20value&key=plan&prefix=go', [{ value: 'gold', count: 1 }]],
    ['slot=annotation%20value&key=n', [{ value: 3, count: 1 }]],
    ['slot=user', [{ value: 'ann', count: 1 }]],
    ['slot=group&prefix=d', [{ value: 'Default', count: 0 }]],
    ['slot=url&prefix=https://w.test/c', [{ value: 'https://w.test/cart', count: 1 }]],
  ])('%s', async (query, values) => {
    expect((await get<CompleteAnswer>(`complete?${query}`)).values).toEqual(values);
  });

  it.each(['slot=nothing', '', 'slot=annotation%20value'])('refuses %s', async (query) => {
    expect((await request(`complete?${query}`)).status).toBe(400);
  });
});

it('errors are grouped by type, masked message and first own frame', async () => {
  await addShop();
  const again = { ...TABLE, ...at(3.1), cause: JSON.parse(JSON.stringify(TABLE['cause']).replace('17', '18')) };
  await xray.ingest([web(3, { fault: true, annotations: { plan: 'free' }, subsegments: [again] })]);
  const answer = await get<ErrorsAnswer>('errors');
  expect(answer).toMatchObject({
    traces: 4,
    groups: [
      {
        type: 'Timeout',
        message: 'order <n> not found',
        sample: 'order 18 not found',
        flag: 'fault',
        count: 2,
        share: 0.5,
        frame: { path: '/app/place.ts', line: 31, label: 'place' },
        stack: [{ path: '/app/node_modules/x.js' }, { path: '/app/place.ts' }],
        services: [{ node: node('web'), count: 2 }],
        annotations: [{ key: 'plan', value: 'free', share: 1, shareOfAll: 0.5 }],
        latest: [{ id: id(3) }, { id: id(1) }],
      },
    ],
    // The faults of web were caused by its table.
    withoutException: [],
  });
  expect(answer.groups[0]).toMatchObject({
    traces: 2,
    effects: [
      { name: 'web', status: 502, count: 1 },
      { name: 'web', count: 1 },
    ],
  });
  const ofGroup = await post<TracesAnswer>('traces/query', { error: answer.groups[0]?.id });
  expect(ofGroup.rows.map((row) => row.id)).toEqual([id(3), id(1)]);
  expect([ofGroup.total, ofGroup.scanned]).toEqual([2, 4]);
  expect(
    (await post<TracesAnswer>('traces/query', { error: answer.groups[0]?.id, filter: 'http.status = 502' })).total,
  ).toBe(1);
  expect((await get<ErrorsAnswer>(`errors?error=${answer.groups[0]?.id}`)).traces).toBe(2);
  expect((await post<TracesAnswer>('traces/query', { error: 'none' })).total).toBe(0);
  expect(answer.groups[0]?.trend.reduce((sum, count) => sum + count)).toBe(2);
  expect((await get<ErrorsAnswer>('errors?filter=ok')).groups).toEqual([]);
  expect((await get<ErrorsAnswer>('errors?hide=url:/order&hide=health')).groups).toHaveLength(1);
});

it('a status named as type of an error, without message and stack, is no exception', async () => {
  const call = (exception: object): JsonObject =>
    makeEmbedded('b', {
      name: 'pay',
      namespace: 'remote',
      error: true,
      throttle: true,
      http: { response: { status: 429 } },
      cause: { exceptions: [exception] },
    });
  await xray.ingest([
    web(0, { subsegments: [call({ type: '429' })] }),
    web(1, { subsegments: [call({ type: '429', message: 'slow down' })] }),
    web(2, { subsegments: [call({ type: '500' })] }),
  ]);
  const { groups, withoutException } = await get<ErrorsAnswer>('errors');
  expect(groups.map(({ type, message }) => [type, message])).toEqual([
    ['429', 'slow down'],
    ['500', ''],
  ]);
  expect(withoutException).toMatchObject([{ node: node('web'), name: 'pay', status: 429, flag: 'throttle', count: 1 }]);
});

it('notes are counted by kind', async () => {
  await xray.ingest([web(0, { name: 'a?b' }), web(1, { name: 'a?c', http: http('/', 500) })]);
  expect(await get<NotesAnswer>('notes')).toEqual({
    kinds: [
      {
        code: 'repaired-name',
        count: 2,
        traces: 2,
        advice: expect.stringMatching(/^Use letters/),
        last: { traceId: id(1), entity: toId('a'), message: expect.stringMatching(/a_c/), start: (START + 1) * MICROS },
      },
      expect.objectContaining({ code: 'status-without-fault', count: 1 }),
    ],
  });
});

it('intake tells what came and what was refused', async () => {
  await xray.ingest([web(0, { name: 'a?b' }), '{']);
  await fetch(`${xray.url}/SamplingTargets`, {
    method: 'POST',
    body: JSON.stringify({
      SamplingStatisticsDocuments: [
        {
          RuleName: 'Default',
          ClientID: 'c'.repeat(24),
          Timestamp: NOW,
          RequestCount: 5,
          SampledCount: 2,
          BorrowCount: 1,
        },
      ],
    }),
  });
  await fetch(`${xray.url}/TelemetryRecords`, { method: 'POST', body: '{"TelemetryRecords":[{"Timestamp":1}]}' });
  const answer = await get<IntakeAnswer>('intake');
  expect(answer).toMatchObject({
    listening: { url: xray.url, port: xray.port, host: '127.0.0.1', receiveBufferAskedBytes: 4_194_304 },
    store: { traces: 1, dataDir: ':memory:', retentionDays: 30 },
    counters: {
      documents: 1,
      rejected: 1,
      rejectedBy: { JSONFormatError: 1 },
      repaired: 1,
      samplingRequests: 1,
      telemetryRecords: 1,
      waiting: 0,
      outsideView: { ahead: 0, old: 0 },
      hurried: 0,
    },
    accepted: [{ traceId: id(0), entity: toId('a'), name: 'a?b', notes: 1, way: 'process' }],
    rejected: [
      { reason: 'JSONFormatError', message: expect.stringMatching(/ in JSON at position 1/), head: '{', bytes: 1 },
    ],
    telemetry: [{ record: { Timestamp: 1 } }],
    samplers: [
      {
        clientId: 'c'.repeat(24),
        ruleName: 'Default',
        last: NOW * MICROS,
        requests: 5,
        sampled: 2,
        borrowed: 1,
        target: { fixedRate: 1, quota: 1, until: (NOW + 300) * MICROS },
      },
    ],
  });
  expect([answer.lastMinute.length, answer.lastMinute.at(-1)]).toEqual([60, 1]);
  if (process.platform === 'linux') expect(answer.counters.kernelDrops).toBe(0);
});

describe('export and import', () => {
  const other = async (text: string): Promise<ImportAnswer> => {
    await xray.reset();
    return post<ImportAnswer>('import', text);
  };
  beforeEach(addShop);

  it.each(['xray', 'documents', 'bundle'])('%s comes back as it was', async (format) => {
    const before = await post<TracesAnswer>('traces/query');
    const answer = await request(`export?format=${format}`);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="traces.${format}.json"`);
    expect(await other(await answer.text())).toMatchObject({ traces: 3, documents: 3, rejected: [] });
    expect((await post<TracesAnswer>('traces/query')).rows).toEqual(before.rows);
  });

  it('otlp comes back as the same trees', async () => {
    const text = await (await request(`export?format=otlp&id=${id(1)}&id=${id(0)}`)).text();
    expect(await other(text)).toMatchObject({ traces: 2, rejected: [] });
    const trace = await get<TraceAnswer>(`traces/${id(1)}`);
    expect(trace.entities.map((entity) => entity.id).slice(0, 2)).toEqual([toId('a'), toId('b')]);
    expect(trace.summary).toMatchObject({ flags: ['fault'], status: 502, responseTime: 500_000 });
  });

  it('bundle keeps documents verbatim, of the traces of a filter', async () => {
    const bundle = (await (await request('export?filter=fault')).json()) as { documents: { text: string }[] };
    expect(bundle.documents.map(({ text }) => JSON.parse(text).trace_id)).toEqual([id(1)]);
  });

  it.each(['', 'nonsense', '{}', '{"bundle":"xray-local","documents":[1]}'])('import refuses %j', async (text) => {
    const answer = await request('import', { method: 'POST', body: text });
    expect([answer.status, await answer.json()]).toEqual([400, { message: expect.stringMatching(/^The file/) }]);
  });

  it('export refuses a format it does not know', async () => {
    expect((await request('export?format=toString')).status).toBe(400);
  });
});

it('forward sends the documents on, where that was made possible', async () => {
  await addShop();
  expect(await post('forward', { ids: [id(0), id(1)] })).toEqual({
    sent: 1,
    unprocessed: [{ id: toId('a'), code: 'InvalidSegment', message: 'no' }],
  });
  expect(forwarded[0]?.map((text) => JSON.parse(text).trace_id)).toEqual([id(0), id(1)]);
  await xray.close();
  xray = await startLocalXRay({ port: 0 });
  expect((await request('forward', { method: 'POST', body: '{}' })).status).toBe(400);
});

it('database is a snapshot that SQLite opens', async () => {
  await addShop();
  const folder = mkdtempSync(join(tmpdir(), 'xray-local-'));
  const file = join(folder, 'copy.sqlite');
  writeFileSync(file, new Uint8Array(await (await request('database')).arrayBuffer()));
  const db = new DatabaseSync(file, { readOnly: true });
  expect(db.prepare('SELECT count(*) AS count FROM traces').get()).toEqual({ count: 3 });
  db.close();
  rmSync(folder, { recursive: true });
});

it('boot, settings and reset', async () => {
  await addShop();
  const first = await get<Boot>('boot');
  expect(first).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    now: NOW * MICROS,
    forwards: true,
    strict: false,
    dataDir: ':memory:',
    settings: { editorLink: 'vscode://file/{path}:{line}:{column}', logLink: '', pathMappings: [] },
  });
  const settings = {
    editorLink: 'idea://{path}',
    logLink: 'https://logs.test/{trace_id}',
    pathMappings: [{ from: '/app/', to: '/home/me/' }],
  };
  const put = (body: object) => request('settings', { method: 'PUT', body: JSON.stringify(body) });
  expect(await (await put(settings)).json()).toEqual(settings);
  expect((await get<Boot>('boot')).settings).toEqual(settings);
  expect((await put({ ...settings, editorLink: ' javascript:alert(1)' })).status).toBe(400);
  expect((await put({ ...settings, pathMappings: 1 })).status).toBe(400);
  const { storeId } = await post<{ storeId: string }>('reset');
  expect([storeId === first.storeId, (await get<Boot>('boot')).storeId]).toEqual([false, storeId]);
  expect((await post<TracesAnswer>('traces/query')).total).toBe(0);
});

describe('who may ask', () => {
  it('not a page of another site', async () => {
    const answer = await request('boot', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect([answer.status, await answer.json()]).toEqual([403, { message: 'Requested by another site.' }]);
    expect((await request('reset', { method: 'POST', headers: { origin: 'https://evil.test' } })).status).toBe(403);
  });

  it.each(['traces/query', 'traces/aggregate', 'traces/group', 'differences', 'graph', 'forward'])(
    '%s refuses what is no JSON object',
    async (path) => {
      for (const body of ['{', '[]', '1']) expect((await request(path, { method: 'POST', body })).status).toBe(400);
    },
  );

  it('what is not there is 404, in JSON', async () => {
    const answer = await request('nothing');
    expect([answer.status, await answer.json()]).toEqual([404, { message: 'There is no GET /-/nothing.' }]);
  });
});
