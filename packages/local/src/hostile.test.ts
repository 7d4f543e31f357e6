import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, TRACE_ID, toId } from '../test/make-document.ts';
import { type LocalXRay, startLocalXRay } from './local-xray.ts';

let xray: LocalXRay;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0, now: () => (START + 60) * 1e3 });
});
afterEach(() => xray.close());

async function ingestInBatches(documents: readonly string[]): Promise<void> {
  for (let i = 0; i < documents.length; i += 200) {
    expect(await xray.ingest(documents.slice(i, i + 200))).toEqual({ UnprocessedTraceSegments: [] });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(xray.url + path, { method: 'POST', body: JSON.stringify(body) });
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as Record<string, unknown>;
}

const range = { StartTime: START - 10, EndTime: START + 10 };

describe('one trace', { timeout: 120_000 }, () => {
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
      ...range,
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
      ...range,
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
      body: JSON.stringify({ ...range, FilterExpression }),
    });
    const { message } = (await answer.json()) as { message: string };
    expect([answer.status, message]).toEqual([
      400,
      expect.stringMatching(/^Invalid filter expression at \d+: .{5,200}$/),
    ]);
  });

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
      expect((await post('/TraceSummaries', { ...range, FilterExpression }))['TraceSummaries']).toEqual([]);
    }
  });
});
