import type { FilterTree } from '@otel-xray/filter-expression';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { Traces } from '../query/traces.ts';
import { Store } from '../store/store.ts';
import { toPredicate } from './predicate.ts';
import { type FindGroup, readFilter } from './read-filter.ts';
import { toCondition } from './to-sql.ts';

const noGroups: FindGroup = () => undefined;
const ALWAYS = { type: 'TraceId', start: 0, end: Number.MAX_SAFE_INTEGER } as const;

// Few different values, so that filters meet traces, and the odd ones among them.
const text = fc.constantFrom('web', 'w', 'books', '', '12', 'w\0', 'x\0w', '\ud83d', '\ud83d\ude00', '\ufffd');
const number = fc.constantFrom(0, 1, 12, 200);
const value = fc.oneof(text, number, fc.boolean());
const time = fc.constantFrom(START, START + 0.25, START + 1, START + 12);
const flags = fc.record({ fault: fc.boolean(), error: fc.boolean(), throttle: fc.boolean() }, { requiredKeys: [] });
const http = fc.record(
  {
    request: fc.record({ url: text, method: text, user_agent: text, client_ip: text }, { requiredKeys: [] }),
    response: fc.record({ status: number }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const shared = fc.record(
  {
    name: fc.constantFrom('web', 'DynamoDB', 'SQS'),
    annotations: fc.dictionary(fc.constantFrom('plan', 'k', '__proto__', 'a.b', 'a_b'), value, { maxKeys: 3 }),
    http,
    cause: fc.record({ exceptions: fc.array(fc.record({ type: text, message: text }), { maxLength: 2 }) }),
  },
  { requiredKeys: ['name'] },
);
const ending = fc.oneof(
  time.map((end_time): JsonObject => ({ end_time: end_time + 1 })),
  fc.constant<JsonObject>({ end_time: undefined, in_progress: true }),
);
const place = fc.record(
  {
    origin: text,
    user: text,
    resource_arn: text,
    aws: fc.record(
      { account_id: text, ec2: fc.record({ instance_id: text, availability_zone: text }, { requiredKeys: [] }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const call = fc.record(
  {
    namespace: fc.constantFrom('aws', 'remote'),
    aws: fc.record({ table_name: text, queue_url: text }, { requiredKeys: [] }),
    sql: fc.constant({}),
  },
  { requiredKeys: [] },
);
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const document = fc
  .record({
    id,
    parent: fc.option(id),
    kind: fc.constantFrom('segment', 'subsegment'),
    start_time: time,
    embedded: fc.array(fc.tuple(id, shared, call, flags, ending), { maxLength: 2 }),
  })
  .chain(({ id: own, parent, kind, start_time, embedded }) =>
    fc.tuple(shared, place, call, flags, ending).map(([common, where, called, flag, end]): JsonObject => {
      const subsegments = embedded.map(([inner, ...fields]) =>
        makeEmbedded(inner, Object.assign({ start_time }, ...fields)),
      );
      const fields = { ...common, ...flag, ...end, start_time, subsegments };
      if (kind === 'subsegment') return makeSubsegment(own, parent ?? 'f', { ...fields, ...called });
      return makeSegment(own, { ...fields, ...where, ...(parent && { parent_id: toId(parent) }) });
    }),
  );
const traces = fc.array(fc.array(document, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });

const quoted = text.map((content) => `"${content}"`);
const stringTest = fc
  .tuple(fc.constantFrom('=', '!=', 'CONTAINS', 'BEGINSWITH', 'ENDSWITH'), quoted)
  .map((parts) => parts.join(' '));
const numberTest = fc
  .tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), fc.constantFrom('0', '1', '12', '0.75', '200', '1e300'))
  .map((parts) => parts.join(' '));
const booleanTest = fc.constantFrom('= true', '= false', '!= true', '!= false');
const term = (names: readonly string[], test: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...names), fc.option(test, { nil: '' })).map(([name, rest]) => `${name} ${rest}`);
const annotation = term(
  ['annotation.plan', 'annotation.k', 'annotation[__proto__]', 'annotation.a_b', 'annotation[a.b]'],
  fc.oneof(stringTest, numberTest, booleanTest),
);
const common = [
  term(['ok', 'error', 'fault', 'throttle', 'partial'], booleanTest),
  term(['responsetime', 'duration', 'http.status'], numberTest),
  annotation,
];
const strings = term(
  [
    'http.url',
    'http.method',
    'http.useragent',
    'http.clientip',
    'user',
    'availabilityzone',
    'instance.id',
    'resource.arn',
  ],
  stringTest,
);
function joined(operand: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: operand },
    fc.array(operand, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(' AND ')),
    fc.array(operand, { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join(' OR ')})`),
    operand.map((part) => `!(${part})`),
  );
}
const block = (...terms: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.option(
    joined(fc.oneof(...terms)).map((inner) => ` { ${inner} }`),
    { nil: '' },
  );
// Most nodes have the local account.
const node = fc.oneof(
  fc.constant('id(account.id: "000000000000")'),
  quoted,
  fc.tuple(fc.constantFrom('name', 'type', 'account.id'), quoted).map(([field, wanted]) => `id(${field}: ${wanted})`),
);
const filter = joined(
  fc.oneof(
    ...common,
    strings,
    term(['inferred'], booleanTest),
    fc
      .tuple(
        fc.oneof(fc.constant(''), node),
        block(...common, strings, term(['inferred', 'root'], booleanTest), term(['name', 'type'], stringTest)),
      )
      .map(([wanted, inner]) => `service(${wanted})${inner}`),
    fc
      .tuple(node, node, block(...common, term(['http.url', 'http.method'], stringTest)))
      .map(([from, to, inner]) => `edge(${from}, ${to})${inner}`),
    fc
      .tuple(fc.constantFrom('fault', 'error', 'responsetime'), stringTest)
      .map(([cause, test]) => `rootcause.${cause}.entity { name ${test} }`),
  ),
);

const parsed = (expression: string): FilterTree => readFilter(expression, noGroups);

describe('a filter as SQL', () => {
  it('selects what the predicate selects', async () => {
    await fc.assert(
      fc.asyncProperty(traces, fc.array(filter, { minLength: 1, maxLength: 16 }), async (documents, expressions) => {
        const store = new Store(':memory:');
        const all = new Traces(store);
        const kept = documents.flatMap((own, i) => {
          const traceId = `1-6adf0240-${String(i).padStart(24, '0')}`;
          return own.map((one) => ({
            traceId,
            text: JSON.stringify({ ...one, trace_id: traceId }),
            arrivedMillis: 0,
            way: 'process' as const,
            sender: '',
          }));
        });
        all.note(
          kept.map(({ traceId, text: json }) => ({ traceId, value: JSON.parse(json), text: json, bytes: json.length })),
          store.add(kept),
        );
        const ids = [...new Set(kept.map(({ traceId }) => traceId))];
        for (const expression of expressions) {
          const tree = parsed(expression);
          const predicate = toPredicate(tree);
          const expected = ids.filter((one) => predicate(all.get(one)?.tree ?? expect.fail('not there')));
          const { rows } = await all.page({ range: ALWAYS, filter: tree, limit: 100 });
          expect(rows.map((row) => row.id).sort(), expression).toEqual(expected);
        }
        all.forget();
        store.close();
      }),
      { numRuns: 600 },
    );
  }, 60_000);

  it.each([
    'ok AND !partial AND duration < 3',
    'http.url CONTAINS "/api" OR http.status >= 500',
    'annotation.plan = "gold" AND !annotation.stale AND user != "ann"',
    'service("web") { fault AND annotation.plan = "gold" AND name BEGINSWITH "w" AND responsetime > 1 }',
    '!edge("web", id(type: "AWS::SQS::Queue")) { error AND duration > 1 }',
  ])('is exact for %s', (expression) => {
    expect(toCondition(parsed(expression)).exact).toBe(true);
  });

  it.each([
    'rootcause.fault.service { name = "web" }',
    'edge("web", "api") { http.url }',
    'user = "\ud83d"',
    Array(400).fill('ok').join(' OR '),
  ])('leaves %.40s to the predicate', (expression) => {
    expect(toCondition(parsed(expression)).exact).toBe(false);
  });
});
