import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeSegment, makeSubsegment, START, toId } from '../test/make-document.ts';
import { toRows } from './console-api/light-row.ts';
import { graphOfSelection } from './graph/read-graph.ts';
import { timeSeries } from './graph/time-series.ts';
import type { JsonObject } from './ground/json.ts';
import { Traces } from './query/traces.ts';
import { Store } from './store/store.ts';
import { toFullTrace } from './trace/full-trace.ts';
import { summarize } from './trace/summary.ts';

const ALWAYS = { type: 'TraceId', start: 0, end: Number.MAX_SAFE_INTEGER } as const;
const IDS = ['1-6adf0240-000000000000000000000001', '1-6adf0240-000000000000000000000002'] as const;

/** A segment or subsegment with any parent, itself and none of the trace included; half of them are told of first while under way. */
const entity = fc.record({
  trace: fc.constantFrom(...IDS),
  kind: fc.constantFrom('segment', 'subsegment'),
  name: fc.constantFrom('web', 'api', 'SQS', 'DynamoDB'),
  namespace: fc.option(fc.constantFrom('aws', 'remote'), { nil: undefined }),
  parent: fc.option(fc.nat(11), { nil: undefined }),
  start: fc.nat(20),
  length: fc.nat(20),
  flags: fc.record({ fault: fc.boolean(), error: fc.boolean(), throttle: fc.boolean() }, { requiredKeys: [] }),
  annotations: fc.dictionary(fc.constantFrom('plan', 'n'), fc.constantFrom('gold', 1, true), { maxKeys: 2 }),
  linked: fc.option(fc.nat(9), { nil: undefined }),
  status: fc.option(fc.constantFrom(200, 404, 500), { nil: undefined }),
  isOpen: fc.boolean(),
  wasOpen: fc.boolean(),
});

const documents = fc.array(entity, { minLength: 1, maxLength: 10 }).map((entities) =>
  entities.flatMap(({ trace, kind, parent, start, length, flags, linked, status, isOpen, wasOpen, ...fields }, i) => {
    const common = {
      ...fields,
      ...flags,
      trace_id: trace,
      start_time: START + start / 10,
      ...(status !== undefined && { http: { response: { status } } }),
      ...(linked !== undefined && { links: [{ trace_id: IDS[linked % 2], id: toId(`e${linked}`) }] }),
    };
    const make = (more: JsonObject): JsonObject =>
      kind === 'segment'
        ? makeSegment(`e${i}`, { ...common, ...(parent !== undefined && { parent_id: toId(`e${parent}`) }), ...more })
        : makeSubsegment(`e${i}`, `e${parent ?? 11}`, { ...common, ...more });
    const open = make({ end_time: undefined, in_progress: true });
    const ended = make({ end_time: START + (start + length) / 10 });
    if (isOpen) return [open];
    return wasOpen ? [open, ended] : [ended];
  }),
);

/** Everything that is answered, after the documents came in batches. */
async function answersTo(batches: readonly JsonObject[][], isDerivedBetween: readonly boolean[]): Promise<unknown> {
  const store = new Store(':memory:');
  const traces = new Traces(store);
  for (const [i, batch] of batches.entries()) {
    const kept = batch.map((value) => {
      const text = JSON.stringify(value);
      const traceId = String(value['trace_id']);
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
    if (isDerivedBetween[i % isDerivedBetween.length]) await traces.upToDate();
  }
  const selection = { range: ALWAYS };
  const { rows } = await traces.page({ ...selection, limit: 10 });
  const ids = rows.map(({ id }) => id);
  const { graph } = await graphOfSelection({ store, traces }, selection);
  const answers = {
    ids,
    summaries: ids.map((id) => summarize(id, 0, traces.get(id)?.tree ?? expect.fail('gone'))),
    full: ids.map((id) => toFullTrace(id, traces.get(id)?.tree ?? expect.fail('gone'))),
    notes: ids.map((id) => traces.get(id)?.tree.diagnostics),
    rows: toRows(
      store,
      rows.map(({ key }) => key),
      ['plan'],
    ),
    graph: graph.toServices({ start: 0, end: Number.MAX_SAFE_INTEGER }),
    series: await timeSeries({ store, traces }, { start: 0, end: 2e15, periodSeconds: 60 }),
    values: store.lists.attributeValues('annotation.plan', '', 20),
  };
  traces.forget();
  store.close();
  return answers;
}

it('every answer is the same for every order and every batching of the documents', async () => {
  const arrivals = documents.chain((all) =>
    fc.record({
      all: fc.constant(all),
      order: fc.shuffledSubarray(all, { minLength: all.length }),
      size: fc.integer({ min: 1, max: 4 }),
      isDerivedBetween: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ all, order, size, isDerivedBetween }) => {
      const batches = Array.from({ length: Math.ceil(order.length / size) }, (_, i) =>
        order.slice(i * size, (i + 1) * size),
      );
      expect(await answersTo(batches, isDerivedBetween)).toEqual(await answersTo([all], [true]));
    }),
    { numRuns: 200 },
  );
}, 60_000);
