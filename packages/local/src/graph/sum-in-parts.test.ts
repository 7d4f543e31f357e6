import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, toId } from '../../test/make-document.ts';
import type { ConsoleContext } from '../console-api/console-context.ts';
import { readErrors } from '../console-api/errors.ts';
import { queryGraph } from '../console-api/graph.ts';
import { queryGraphOverTime } from '../console-api/graph-over-time.ts';
import { aggregateTraces } from '../console-api/traces-aggregate.ts';
import { queryTraces } from '../console-api/traces-query.ts';
import { readFilter } from '../filter/read-filter.ts';
import type { JsonObject } from '../ground/json.ts';
import { nextTurn } from '../ground/next-turn.ts';
import { Traces } from '../query/traces.ts';
import { KeptParts } from '../store/kept-parts.ts';
import { Store } from '../store/store.ts';
import { type Question, sumInParts } from './sum-in-parts.ts';

const MICROS = 1e6;

/** A store that takes every range in parts, the console's view of it, and one that never remembers anything. */
function start(): {
  readonly store: Store;
  readonly traces: Traces;
  readonly keeping: ConsoleContext;
  readonly forgetful: ConsoleContext;
  readonly take: (documents: readonly JsonObject[]) => void;
} {
  const store = new Store(':memory:', { parts: new KeptParts({ leastTraces: 0 }) });
  const traces = new Traces(store);
  const groups = { findExpression: () => undefined };
  const now = (): number => (START + 1_500) * 1e3;
  const { lists, index, cursor } = store;
  const bare = { lists, index, cursor, parts: new KeptParts({ leastTraces: Number.MAX_SAFE_INTEGER }) };
  return {
    store,
    traces,
    keeping: { store, traces, groups, now } as unknown as ConsoleContext,
    forgetful: { store: bare, traces, groups, now } as unknown as ConsoleContext,
    take(documents) {
      const kept = documents.map((value) => {
        const text = JSON.stringify(value);
        const more = { arrivedMillis: 0, way: 'process', sender: '' } as const;
        return { traceId: String(value['trace_id']), text, value, bytes: text.length, ...more };
      });
      traces.note(kept, store.add(kept));
    },
  };
}

// Every second id holds a time that is far from the trace's: such a trace stands where it starts.
const idOf = (n: number): string =>
  `1-${n % 2 === 0 ? (START + n * 97).toString(16) : '00000001'}-${String(n).padStart(24, '0')}`;

const oneDocument = fc
  .record({
    trace: fc.nat(15),
    entity: fc.nat(3),
    seconds: fc.integer({ min: -400, max: 1_500 }),
    millis: fc.nat(3_000),
    name: fc.constantFrom('web', 'api', 'health'),
    flags: fc.record({ fault: fc.boolean(), error: fc.boolean() }, { requiredKeys: [] }),
    type: fc.option(fc.constantFrom('TypeError', 'RangeError'), { nil: undefined }),
    plan: fc.option(fc.constantFrom('gold', 'free', 3), { nil: undefined }),
    linked: fc.option(fc.nat(15), { nil: undefined }),
    isOpen: fc.boolean(),
  })
  .map(({ trace, entity, seconds, millis, name, flags, type, plan, linked, isOpen }): JsonObject => {
    const start = START + trace * 97 + seconds;
    const end = isOpen ? { in_progress: true, end_time: undefined } : { end_time: start + millis / 1e3 };
    const fields = {
      trace_id: idOf(trace),
      name,
      start_time: start,
      ...end,
      ...flags,
      ...(type && { cause: { exceptions: [{ type, message: 'no' }] } }),
      ...(plan !== undefined && { annotations: { plan } }),
      ...(linked !== undefined && { links: [{ trace_id: idOf(linked), id: toId('e0') }] }),
      subsegments: [makeEmbedded(`ca${entity}`, { namespace: 'remote', name: 'bank', start_time: start, ...end })],
    };
    return entity === 0 ? makeSegment('e0', fields) : makeSubsegment(`e${entity}`, 'e0', fields);
  });

const documents = fc.array(oneDocument, { minLength: 1, maxLength: 4 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('take' as const), documents }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('take while asked' as const), documents, turns: fc.nat(200) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('remove oldest' as const), count: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const) }) },
);
const scopes = fc.uniqueArray(
  fc.record(
    {
      filter: fc.constantFrom('fault', 'annotation.plan = "gold"', 'service("api") { error } OR partial'),
      start: fc.constantFrom(START - 300, START + 60, START + 61.5).map((seconds) => seconds * MICROS),
      end: fc.constantFrom(START + 500, START + 1_200).map((seconds) => seconds * MICROS),
      hide: fc.constantFrom(['service:web'], ['health']),
    },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 2, selector: (scope) => JSON.stringify(scope) },
);

const WEB = JSON.stringify(['web', null, '000000000000']);
const LINE = JSON.stringify([WEB, WEB, true]);

async function answersOf(scope: JsonObject, context: ConsoleContext): Promise<unknown> {
  const { cursor: _, ...list } = await queryTraces({ ...scope, limit: 3 }, context);
  return {
    list,
    aggregate: await aggregateTraces({ ...scope, slots: 20 }, context),
    graph: await queryGraph(scope, context),
    overTime: [
      await queryGraphOverTime({ ...scope, of: WEB }, context),
      await queryGraphOverTime({ ...scope, of: LINE }, context),
    ],
    errors: await readErrors(scope, context),
  };
}

it('what is made of kept parts is what is made of nothing but the traces, whatever came, changed and went', async () => {
  await fc.assert(
    fc.asyncProperty(scopes, fc.array(step, { minLength: 2, maxLength: 10 }), async (asked, steps) => {
      const { store, traces, keeping, forgetful, take } = start();
      for (const each of steps) {
        if (each.kind === 'take') take(each.documents);
        if (each.kind === 'take while asked') {
          const answers = Promise.all(asked.map((scope) => answersOf(scope, keeping)));
          for (let turn = 0; turn < each.turns; turn++) await nextTurn();
          take(each.documents);
          await traces.upToDate();
          await answers;
        }
        if (each.kind === 'remove oldest') {
          await traces.upToDate();
          store.remove(store.index.oldest(each.count));
        }
        if (each.kind === 'reset') {
          store.reset();
          traces.forget();
        }
        for (const scope of asked) expect(await answersOf(scope, keeping)).toEqual(await answersOf(scope, forgetful));
      }
      traces.forget();
      store.close();
    }),
    { numRuns: 60 },
  );
}, 120_000);

it('asks a part again only after something in it has changed', async () => {
  const { traces, store, take } = start();
  take([0, 1, 2, 3].map((n) => oneOf(n)));
  const summed: number[] = [];
  const question: Question<number> = {
    name: 'count',
    async sum(part, ready) {
      const value = await countRows(traces.select(part, { ready }));
      summed.push(value);
      return { value, bytes: 8 };
    },
  };
  const ask = async (): Promise<[number, number[]]> => {
    summed.length = 0;
    const total = await addUp(sumInParts({ store, traces }, { range: ALWAYS }, question));
    return [total, summed.filter((count) => count > 0)];
  };
  expect(await ask()).toEqual([4, [1, 1, 1, 1]]);
  expect(await ask()).toEqual([4, []]);
  take([oneOf(2, { fault: true })]);
  expect(await ask()).toEqual([4, [1]]);
  store.remove([{ id: idOf(2), bytes: 0 }]);
  expect([await ask(), summed]).toEqual([[3, []], [0]]);
});

it('does not keep what it found with a filter made ready before a trace came', async () => {
  const { traces, store, take } = start();
  const gold = { annotations: { plan: 'gold' } };
  take([0, 1, 2, 3].map((n) => oneOf(n, gold)));
  const late = oneOf(0, { ...gold, trace_id: idOf(0).replace('-0', '-f') });
  let isFirst = true;
  const question: Question<number> = {
    name: 'count',
    async sum(part, ready) {
      if (isFirst) take([late]);
      isFirst = false;
      await traces.upToDate();
      return { value: await countRows(traces.select(part, { ready })), bytes: 8 };
    },
  };
  const selection = { range: ALWAYS, filter: readFilter('annotation.plan = "gold"', () => undefined) };
  await addUp(sumInParts({ store, traces }, selection, question));
  expect(await addUp(sumInParts({ store, traces }, selection, question))).toBe(5);
});

const ALWAYS = { type: 'TraceId', start: 0, end: 1e16 } as const;

/** A trace of its own part of the time. */
function oneOf(n: number, fields: JsonObject = {}): JsonObject {
  const start = START + n * 194;
  return makeSegment('a', { trace_id: idOf(n * 2), start_time: start, end_time: start + 1, ...fields });
}

async function countRows(chunks: AsyncIterable<{ readonly rows: readonly unknown[] }>): Promise<number> {
  let count = 0;
  for await (const { rows } of chunks) count += rows.length;
  return count;
}

async function addUp(sums: AsyncIterable<number>): Promise<number> {
  let total = 0;
  for await (const sum of sums) total += sum;
  return total;
}
