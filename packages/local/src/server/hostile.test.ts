import { createSocket } from 'node:dgram';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../test/api-model.ts';
import { makeEmbedded, makeSegment, makeSubsegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import { type LocalXRay, startLocalXRay } from './local-xray.ts';

const HEADER = '{"format":"json","version":1}\n';
const RANGE = { StartTime: new Date(START * 1e3), EndTime: new Date((START + 60) * 1e3) };

let xray: LocalXRay;
const start = async (): Promise<void> => {
  xray = await startLocalXRay({ port: 0, now: () => (START + 60) * 1e3 });
};

describe('any bytes', () => {
  beforeAll(start);
  afterAll(() => xray.close());

  it('as datagrams are counted, and what comes after them is taken', async () => {
    const socket = createSocket('udp4');
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(HEADER + text)),
      fc.jsonValue().map((value) => Buffer.from(HEADER + JSON.stringify(value))),
      fc
        .tuple(fc.constantFrom('T1S', 'T1U'), fc.base64String())
        .map(([kind, body]) => Buffer.from(HEADER + kind + body)),
      fc.uint8Array().map((tail) => Buffer.concat([Buffer.from(`${HEADER}${JSON.stringify(makeSegment('b'))}`), tail])),
    );
    const datagrams = fc.sample(bytes, { numRuns: 1_000, seed: 7 });
    for (const datagram of datagrams) {
      await new Promise((sent) => socket.send(datagram, xray.udpPort, '127.0.0.1', sent));
      await setImmediate();
    }
    const trace_id = TRACE_ID.replace(/.$/, '0');
    socket.send(HEADER + JSON.stringify(makeSegment('a', { trace_id })), xray.udpPort, '127.0.0.1');
    await xray.waitFor(trace_id);
    const { datagrams: counted, documents, rejected } = await xray.intake();
    expect(counted).toBe(datagrams.length + 1);
    // What is no document was rejected, each for a reason.
    const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0);
    expect(documents + refused).toBeGreaterThanOrEqual(datagrams.length + 1 - countOtlp(datagrams));
    socket.close();
  });

  it('on any path by any method are answered, with 500 never', async () => {
    const path = fc.oneof(
      fc.constantFrom(
        '/TraceSegments',
        '/v1/traces',
        '/Traces',
        '/',
        '/assets/x',
        '/-/events',
        '/-/traces/query',
        '/-',
      ),
      fc.webPath(),
      fc.string().map((text) => `/${encodeURIComponent(text)}`),
    );
    const headers = fc.record({
      'content-type': fc.constantFrom('application/json', 'application/x-protobuf', 'text/plain', 'x'),
      'content-encoding': fc.constantFrom('identity', 'gzip', 'br'),
    });
    const method = fc.constantFrom('POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH');
    await fc.assert(
      fc.asyncProperty(path, method, headers, fc.uint8Array({ maxLength: 200 }), async (where, how, given, body) => {
        const stop = new AbortController();
        const answer = await fetch(xray.url + where, {
          method: how,
          headers: given,
          signal: stop.signal,
          ...(how !== 'GET' && { body }),
        });
        // A stream of events has no end.
        stop.abort();
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });
});

function countOtlp(datagrams: readonly Uint8Array[]): number {
  return datagrams.filter((bytes) => Buffer.from(bytes).toString().startsWith(`${HEADER}T1`)).length;
}

describe('a paging token', () => {
  beforeAll(async () => {
    await start();
    const ids = Array.from({ length: 101 }, (_, i) => `1-6adf0240-${String(i).padStart(24, '0')}`);
    await xray.ingest(ids.map((trace_id) => makeSegment('a', { trace_id })));
  });
  afterAll(() => xray.close());
  const page = (input: object) => call(xray.url, 'GetTraceSummaries', { ...RANGE, ...input });
  const refused = { name: 'InvalidRequestException', message: expect.stringMatching(/^NextToken: /) };

  it('that is made up or damaged is refused', async () => {
    const { NextToken } = (await page({})).output as { NextToken: string };
    const damaged = fc
      .tuple(fc.nat(NextToken.length - 1), fc.constantFrom(...'Aa0_-='))
      .map(([at, character]) => NextToken.slice(0, at) + character + NextToken.slice(at + 1))
      // The last digit of base64 has bits that say nothing.
      .filter((token) => Buffer.from(token, 'base64url').compare(Buffer.from(NextToken, 'base64url')) !== 0);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ minLength: 1 }), fc.base64String({ minLength: 4 }), damaged),
        async (token) => {
          await expect(page({ NextToken: token })).rejects.toMatchObject(refused);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('of another operation or of other parameters is refused', async () => {
    const { NextToken } = (await page({})).output as { NextToken: string };
    expect((await page({ NextToken })).output['TraceSummaries']).toHaveLength(1);
    await expect(page({ NextToken, FilterExpression: 'ok' })).rejects.toMatchObject(refused);
    await expect(call(xray.url, 'GetSamplingRules', { NextToken })).rejects.toMatchObject(refused);
    await expect(call(xray.url, 'GetGroups', { NextToken })).rejects.toMatchObject(refused);
  });
});

describe('odd documents', () => {
  beforeEach(start);
  afterEach(() => xray.close());

  it('of 10 MB are refused alone, or cut as for AWS when they come as a span', async () => {
    const text = 'x'.repeat(10_000_000);
    const large = JSON.stringify(makeSegment('b', { metadata: { default: { text } } }));
    const documents = [large, JSON.stringify(makeSegment('a'))];
    const { output } = await call(xray.url, 'PutTraceSegments', { TraceSegmentDocuments: documents });
    expect(output['UnprocessedTraceSegments']).toMatchObject([{ Id: toId('b'), ErrorCode: 'SegmentTooLarge' }]);
    expect((await xray.ingest([large])).UnprocessedTraceSegments).toMatchObject([{ ErrorCode: 'SegmentTooLarge' }]);

    const span = {
      traceId: TRACE_ID.replaceAll('-', '').slice(1),
      spanId: toId('c'),
      name: 'large',
      attributes: [{ key: 'text', value: { stringValue: text } }],
    };
    const answer = await fetch(`${xray.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    const [trace] = await xray.traces();
    expect(trace?.segments.map(({ name }) => name)).toEqual(['large', 'a']);
    expect(JSON.stringify(trace).length).toBeLessThan(200_000);
  });

  it.each([
    ['emoji', 'Käse 🧀'],
    ['joined emoji', '👩‍👩‍👧‍👦'],
    ['right to left', 'שלום \u202eevil'],
    ['combining', `e${'\u0301'.repeat(50)}`],
    ['zero width', 'a\u200b\ufeffb'],
    ['control characters', 'a\u0000b\u001b[31mc\r\n\t'],
    ['half a pair', 'a\ud800b'],
    ['as long as it may be', '𝔘'.repeat(100)],
    ['a prototype', '__proto__'],
    ['SQL', `'; DROP TABLE documents; --`],
    ['LIKE', '%_\\'],
    ['HTML', '<script>alert(1)</script>'],
    ['a shell', '$(touch x) `touch x`'],
  ])('with a name that is %s come back, and are found by it', async (_, name) => {
    const annotations = { [name === '__proto__' ? 'proto' : name]: name };
    const document = makeSegment('a', {
      name,
      user: name,
      annotations,
      metadata: { [name]: name },
      http: { request: { url: `http://h/${name}`, method: 'GET' } },
      subsegments: [makeEmbedded('b', { name, namespace: 'remote', cause: { exceptions: [{ message: name }] } })],
    });
    expect((await xray.ingest([document])).UnprocessedTraceSegments).toEqual([]);
    const [trace] = await xray.traces();
    const repaired = trace?.root?.name ?? '';
    // Names that AWS would refuse were put right; everything else is as it came.
    expect(repaired).toMatch(/^[\p{L}\p{N}\s_.:/%&#=+\\\-@]+$/u);
    expect(trace?.root).toMatchObject({
      user: name,
      metadata: { [name]: name },
    });

    const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
    expect(await xray.traces(`service(${quote(repaired)}) AND user = ${quote(name)}`)).toHaveLength(1);
    expect(await xray.traces(`user = ${quote(`${name}x`)}`)).toEqual([]);
    const { output } = await call(xray.url, 'GetTraceSummaries', RANGE);
    expect(output['TraceSummaries']).toMatchObject([{ Users: [{ UserName: name }] }]);
    expect((await call(xray.url, 'GetServiceGraph', RANGE)).output['Services']).toHaveLength(3);
  });
});

async function ingestInBatches(documents: readonly string[]): Promise<void> {
  for (let i = 0; i < documents.length; i += 200) {
    expect(await xray.ingest(documents.slice(i, i + 200))).toEqual({ UnprocessedTraceSegments: [] });
    await setImmediate();
  }
}

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(xray.url + path, { method: 'POST', body: JSON.stringify(body) });
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as Record<string, unknown>;
}

const SECONDS = { StartTime: START - 10, EndTime: START + 10 };

describe('one trace', { timeout: 120_000 }, () => {
  beforeEach(start);
  afterEach(() => xray.close());

  it('of 1,000,000 tiny subsegments is kept, cut for showing, and stops nobody for long', async () => {
    let count = 0;
    const tiny = (): object => ({
      id: toId((++count).toString(16)),
      name: 's',
      start_time: START,
      end_time: START + 1,
    });
    const documents = Array.from({ length: 1_700 }, (_, i) => {
      const fields = { name: 'web', ...(i > 0 && { parent_id: toId('f000000') }) };
      return JSON.stringify(
        makeSegment(`f${String(i).padStart(6, '0')}`, { ...fields, subsegments: Array.from({ length: 590 }, tiny) }),
      );
    });
    expect(count).toBeGreaterThan(1_000_000);
    await ingestInBatches([
      ...documents,
      JSON.stringify(makeSegment('a', { trace_id: '1-6adf0240-000000000000000000000001' })),
    ]);

    const [large, other] = await xray.traces('service()');
    expect([large?.revision, other?.revision].sort()).toEqual([1, 1_700]);
    const shown = large?.revision === 1 ? other : large;
    expect(shown?.diagnostics).toMatchObject([{ code: 'trace-too-large' }]);
    const { TraceSummaries } = await post('/TraceSummaries', {
      ...SECONDS,
      FilterExpression: 'annotation.x OR service("web")',
    });
    expect(TraceSummaries).toHaveLength(1);
    const { Traces } = await post('/Traces', { TraceIds: [TRACE_ID] });
    expect(Traces).toMatchObject([{ LimitExceeded: true }]);
    // Each change of it is answered, though deriving it takes a while.
    await xray.ingest([makeSegment('b', { name: 'late' })]);
    expect((await post('/Traces', { TraceIds: [TRACE_ID] }))['Traces']).toHaveLength(1);
  });

  it('of 20,000 subsegments below one another, all failed, is answered everywhere', async () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => {
      const fields = { fault: true, annotations: { depth: i }, ...(i % 2 === 1 && { namespace: 'remote' }) };
      return JSON.stringify(makeSubsegment((i + 2).toString(16), (i + 1).toString(16), fields));
    });
    await ingestInBatches([...chain.reverse(), JSON.stringify(makeSegment('1', { fault: true }))]);
    const { TraceSummaries } = await post('/TraceSummaries', {
      ...SECONDS,
      FilterExpression: 'rootcause.fault.entity { last }',
    });
    expect(TraceSummaries).toMatchObject([{ Id: TRACE_ID, Revision: 20_001, HasFault: true }]);
    expect((await post('/Traces', { TraceIds: [TRACE_ID] }))['Traces']).toHaveLength(1);
    expect((await post('/TraceGraph', { TraceIds: [TRACE_ID] }))['Services']).not.toHaveLength(0);
    const answer = await fetch(`${xray.url}/-/traces/${TRACE_ID}`);
    expect([answer.status, ((await answer.json()) as { entities: object[] }).entities.length > 20_000]).toEqual([
      200,
      true,
    ]);
  });

  it('in which all have one id, or are each other’s parents, is still a trace', async () => {
    const same = Array.from({ length: 500 }, (_, i) =>
      makeSegment('a', {
        name: `n${i}`,
        subsegments: [makeEmbedded('a'), makeEmbedded('b', { subsegments: [makeEmbedded('a')] })],
      }),
    );
    const circle = Array.from({ length: 500 }, (_, i) => makeSubsegment(`c${i}`, `c${(i + 1) % 500}`));
    await ingestInBatches([...same, ...circle].map((document) => JSON.stringify(document)));
    const [trace] = await xray.traces();
    expect(trace?.root?.name).toBe('n499');
    expect(trace?.diagnostics.map(({ code }) => code)).toContain('cycle');
  });
});

describe('filters', { timeout: 60_000 }, () => {
  beforeEach(start);
  afterEach(() => xray.close());

  it.each([
    ['10,000 parentheses', `${'('.repeat(10_000)}ok${')'.repeat(10_000)}`],
    ['10,000 blocks', 'service() {'.repeat(10_000)],
    ['10,000 negations of nothing', '!'.repeat(10_000)],
    ['a megabyte', 'ok OR '.repeat(170_000)],
    ['a megabyte in one text', `user = "${'x'.repeat(1_000_000)}"`],
    ['JSON as deep as it gets', `rootcause.json = #${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ])('of %s are refused with a reason', async (_, FilterExpression) => {
    const answer = await fetch(`${xray.url}/TraceSummaries`, {
      method: 'POST',
      body: JSON.stringify({ ...SECONDS, FilterExpression }),
    });
    const { message } = (await answer.json()) as { message: string };
    expect([answer.status, message]).toEqual([
      400,
      expect.stringMatching(/^Invalid filter expression at \d+: .{5,200}$/),
    ]);
  });

  it.each(['traces/query', 'traces/aggregate', 'graph', 'errors', 'complete'])(
    'as values nested 100,000 deep are refused with 400 at /-/%s',
    async (path) => {
      const body = `{"filter":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      const answer = await fetch(`${xray.url}/-/${path}`, { method: 'POST', body });
      expect([400, 404]).toContain(answer.status);
    },
  );

  it('as long as they may be are evaluated, whatever they hold', async () => {
    await xray.ingest([makeSegment('a', { annotations: { k: 'v' } })]);
    for (const term of [
      'annotation.x = "1"',
      'service("q") { fault }',
      'edge("q", "r")',
      'rootcause.fault.entity { name = "q" }',
    ]) {
      const FilterExpression = Array(Math.floor(32_000 / (term.length + 4)))
        .fill(term)
        .join(' OR ');
      expect((await post('/TraceSummaries', { ...SECONDS, FilterExpression }))['TraceSummaries']).toEqual([]);
    }
  });
});
