import { readFileSync } from 'node:fs';
import { parse } from '@otel-xray/filter-expression';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryTree } from '../../../filter-expression/test/arbitrary-tree.ts';
import { makeEmbedded, makeSegment, makeSubsegment, START } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { observe } from '../trace/observations.ts';
import { assemble } from '../trace/trace-tree.ts';
import { toPredicate } from './predicate.ts';
import { FilterError, type FindGroup, readFilter } from './read-filter.ts';

const noGroups: FindGroup = () => undefined;
const selects = (expression: string, ...documents: JsonObject[]): boolean =>
  toPredicate(readFilter(expression, noGroups))(assemble(documents.flatMap(observe)));

interface Cases {
  readonly groups: { name: string; filter: string }[];
  readonly documents: JsonObject[];
  readonly cases: { id: string; expression: string; expect?: string[]; error?: true }[];
}
const CASES = new URL('../../../../test/conformance/filter-expression/cases.json', import.meta.url);
const { groups, documents, cases } = JSON.parse(readFileSync(CASES, 'utf8')) as Cases;
const byTrace = Map.groupBy(documents, (document) => String(document['trace_id']));
const findGroup: FindGroup = (_, value) => groups.find(({ name }) => name === value)?.filter;

describe('filter expression cases', () => {
  it.each(cases.filter(({ error }) => !error))('$id $expression', ({ expression, expect: expected }) => {
    const predicate = toPredicate(readFilter(expression, findGroup));
    const found = [...byTrace].filter(([, own]) => predicate(assemble(own.flatMap(observe)))).map(([id]) => id);
    expect(found.sort()).toEqual([...(expected ?? [])].sort());
  });

  it.each(cases.filter(({ error }) => error))('$id refuses $expression', ({ expression }) => {
    expect(() => readFilter(expression, findGroup)).toThrow(FilterError);
  });
});

const throttledTable = makeEmbedded('b', {
  name: 'DynamoDB',
  namespace: 'aws',
  aws: { table_name: 'books', account_id: '111122223333' },
  throttle: true,
  error: true,
  end_time: START + 0.5,
  annotations: { shard: 7 },
  http: { response: { status: 400 } },
});
const web = makeSegment('a', {
  name: 'web',
  user: 'ann',
  resource_arn: 'arn:web',
  annotations: { plan: 'gold', stale: false, count: 3 },
  aws: { ec2: { instance_id: 'i-1', availability_zone: 'eu-1a' } },
  http: { request: { url: 'https://w.test/é', user_agent: 'curl/8', client_ip: '::1', method: 'GET' } },
  subsegments: [throttledTable],
});
const late = makeSubsegment('c', 'a', { end_time: START + 4, annotations: { plan: 12 } });
const lost = makeSubsegment('d', 'f', { annotations: { lost: 'yes', 'aws.local.service': 'books' } });

describe('a term in a trace', () => {
  it.each([
    // The root finished without a flag, though the table was throttled.
    ['ok AND throttle AND !error', true],
    ['duration = 4 AND responsetime = 1', true],
    ['responsetime >= 1.0000001', true],
    ['responsetime > 1.0000001', false],
    ['user = "ann" AND resource.arn = "arn:web" AND instance.id = "i-1" AND availabilityzone BEGINSWITH "eu-"', true],
    ['user != "ann"', false],
    ['http.status', false],
    ['http.status != 200', false],
    ['!(http.status = 200)', true],
    ['http.url ENDSWITH "/é" AND http.useragent CONTAINS "curl" AND http.clientip = "::1"', true],
    ['http.url CONTAINS "/É"', false],
    ['annotation.plan = "gold" AND annotation.plan = 12', true],
    ['annotation.plan != "free"', true],
    ['annotation.plan != 12', false],
    ['annotation.plan > 11', true],
    ['annotation.plan = "12"', false],
    ['annotation.Plan', false],
    ['annotation.stale', false],
    ['annotation.stale = false', true],
    ['annotation.stale CONTAINS ""', false],
    ['annotation.plan CONTAINS ""', true],
    ['annotation.count CONTAINS ""', false],
    ['annotation.lost = "yes"', true],
    ['annotation.aws_local_service = "books"', true],
    ['annotation[aws.local.service] = "books"', true],
    ['annotation[aws.local_service]', false],
    ['annotation.aws_local', false],
    ['annotation[__proto__]', false],
    ['annotation.constructor', false],
    ['partial', false],
    ['inferred', true],
  ])('%s is %s', (expression, expected) => {
    expect(selects(expression, web, late, lost)).toBe(expected);
  });
});

describe('service { }', () => {
  it.each([
    ['service("books") { throttle AND inferred AND !root AND type = "AWS::DynamoDB::Table" }', true],
    ['service("books") { http.status = 400 AND responsetime = 0.5 }', true],
    ['service("books") { annotation.shard }', false],
    ['service("web") { annotation.shard = 7 AND annotation.plan = 12 }', true],
    ['service("web") { duration = 4 AND responsetime = 1 AND root AND ok AND !partial }', true],
    ['service("web") { user = "ann" AND name = "web" AND !type }', true],
    ['service(id(account.id: "111122223333"))', true],
    ['service(id(account.id: "111122223333", name: "web"))', false],
    ['service(id(name: "books", type: "AWS::DynamoDB"))', false],
    ['service() { ok AND throttle }', false],
    ['service("client")', false],
    ['service("web") { annotation.lost }', false],
  ])('%s is %s', (expression, expected) => {
    expect(selects(expression, web, late, lost)).toBe(expected);
  });
});

describe('edge { }', () => {
  const open = makeSubsegment('e', 'a', { end_time: undefined, in_progress: true, namespace: 'remote', name: 'slow' });
  it.each([
    ['edge("web", "books") { throttle AND error AND !fault AND annotation.shard = 7 AND http.status = 400 }', true],
    ['edge("books", "web")', false],
    ['edge(id(type: "client"), "web") { ok AND http.method = "GET" }', true],
    ['edge("web", "slow") { partial AND !ok AND !responsetime AND !duration }', true],
    ['edge("web", "books") { duration = 0.5 AND responsetime < 0.6 }', true],
  ])('%s is %s', (expression, expected) => {
    expect(selects(expression, web, open)).toBe(expected);
  });
});

describe('rootcause { }', () => {
  const cause = {
    exceptions: [
      { type: 'Timeout', message: 'late' },
      { type: 'Refused', message: 'no' },
    ],
  };
  const failing = makeSegment('a', {
    name: 'web',
    fault: true,
    subsegments: [makeEmbedded('b', { name: 'pay', namespace: 'remote', fault: true, cause, end_time: START + 0.8 })],
  });
  it.each([
    ['rootcause.fault.service { name = "pay" AND inferred AND last AND index = 1 AND type = "remote" }', true],
    ['rootcause.fault.service { name = "web" AND first AND !inferred AND !type }', true],
    ['rootcause.error.service { name }', false],
    ['rootcause.fault.entity { name = "pay" AND remote AND index > 0 }', true],
    ['rootcause.fault.exception { name = "Refused" AND last AND message = "no" AND remote }', true],
    ['rootcause.fault.exception { name = "Timeout" AND last }', false],
    ['rootcause.responsetime.entity { name = "pay" AND coverage >= 0.8 }', true],
    ['rootcause.json = #[{"Services":[{"Name":"web"},{"Name":"pay","Inferred":true}],"ClientImpacting":true}]', true],
    ['rootcause.json = #[{"Services":[{"Name":"web"}]}]', false],
    [
      'rootcause.json = #[{"Services":[{"Name":"web","EntityPath":[{"Name":"web"},{"Name":"pay","Exceptions":[]}]},{}]}]',
      false,
    ],
    ['rootcause.json = #[{"toString":{}}]', false],
  ])('%s is %s', (expression, expected) => {
    expect(selects(expression, failing)).toBe(expected);
  });
});

it('has an answer where no segment has come', () => {
  expect(
    selects(
      '!ok AND ok = false AND !fault AND !responsetime AND !duration',
      makeSubsegment('b', 'a', { end_time: undefined, in_progress: true }),
    ),
  ).toBe(true);
  expect(selects('service()', lost)).toBe(false);
});

describe('groups', () => {
  const expressions = new Map([
    ['name all', ''],
    ['name gold', 'annotation.plan = "gold"'],
    ['arn a', 'fault'],
    ['name nested', 'group.name = "gold"'],
  ]);
  const find: FindGroup = (by, value) => expressions.get(`${by} ${value}`);
  const holds = (expression: string): boolean =>
    toPredicate(readFilter(expression, find))(assemble([web].flatMap(observe)));

  it.each([
    ['group.name = "gold" AND user = "ann"', true],
    ['group.name != "gold"', false],
    ['!group.name != "gold"', true],
    ['group.arn = "a"', false],
    ['group.name = "all"', true],
    ['group.name != "all"', false],
  ])('%s is %s', (expression, expected) => {
    expect(holds(expression)).toBe(expected);
  });

  it.each([
    ['ok AND group.name = "gone"', 'Invalid filter expression at 20: there is no group "gone"'],
    ['group.name = "nested"', 'Invalid filter expression at 13: there is no group "gold"'],
  ])('%s is refused', (expression, message) => {
    expect(() => holds(expression)).toThrow(message);
  });
});

describe('what cannot be used', () => {
  it.each([
    ['responsetime >', 'Invalid filter expression at 14: expected a number after ">"'],
    ['falt = true', 'Invalid filter expression at 0: unknown keyword "falt"; did you mean fault?'],
    ['', 'Invalid filter expression at 0: the expression is empty'],
    [`${'('.repeat(10_000)}ok${')'.repeat(10_000)}`, 'Invalid filter expression at 100: nested deeper than 100 levels'],
    [`${'!'.repeat(10_000)}(`, 'Invalid filter expression at 10001: expected a keyword after "("'],
    ['ok OR '.repeat(200_000), 'Invalid filter expression at 32768: longer than 32768 characters'],
  ])('%.20s says where and why', (expression, message) => {
    expect(() => readFilter(expression, noGroups)).toThrow(message);
  });

  it('never throws anything else, and what is read can be evaluated', () => {
    const tree = assemble([web, late, lost].flatMap(observe));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(
              fc.constantFrom(
                ...'ok error ( ) ! { } = "a" 1 service edge , AND OR annotation.a rootcause.fault.entity name #[]'.split(
                  ' ',
                ),
              ),
              { maxLength: 12 },
            )
            .map((parts) => parts.join(' ')),
        ),
        (text) => {
          try {
            expect(typeof toPredicate(readFilter(text, noGroups))(tree)).toBe('boolean');
          } catch (error) {
            expect(error).toBeInstanceOf(FilterError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

it('evaluates every tree, and its negation to the opposite', () => {
  const tree = assemble([web, late, lost].flatMap(observe));
  fc.assert(
    fc.property(arbitraryTree, (filter) => {
      const known = JSON.stringify(filter).includes('"kind":"group"') ? parse('ok').tree : filter;
      if (!known) return;
      expect(toPredicate({ kind: 'not', operand: known })(tree)).toBe(!toPredicate(known)(tree));
    }),
    { numRuns: 500 },
  );
});
