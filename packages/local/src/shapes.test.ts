import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OPERATIONS, pathOf, shapeProblems } from '../test/api-model.ts';
import { START, TRACE_ID, toId } from '../test/make-document.ts';
import { resolveOptions } from './account/options.ts';
import { createApp } from './server/http-listener.ts';
import { createParts, type Parts } from './server/parts.ts';

let parts: Parts;
let app: ReturnType<typeof createApp>;
beforeEach(() => {
  const options = resolveOptions({ now: () => (START + 300) * 1e3 });
  const listening = { url: '', host: '', port: 1, receiveBufferBytes: 0, receiveBufferAskedBytes: 0 };
  parts = createParts(options, () => listening);
  app = createApp({ ...options, ...parts });
});
afterEach(() => parts.close());

type Answer = Readonly<Record<string, unknown>>;

/** Calls an operation, and checks its answer against the model. */
async function ask(operation: string, body: string): Promise<Answer> {
  const headers = { host: 'localhost' };
  const answer = await app.request(`http://localhost${pathOf(operation)}`, { method: 'POST', body, headers });
  const value = (await answer.json()) as Answer;
  if (answer.status === 200) expect(shapeProblems(operation, value), `${operation} ${body}`).toEqual([]);
  else {
    expect([400, 404], `${operation} ${body}: ${JSON.stringify(value)}`).toContain(answer.status);
    expect(value).toMatchObject({ __type: expect.any(String), message: expect.any(String) });
  }
  return value;
}

/** JSON of values that a model has no type for: numbers out of range and with fractions, null, other types, odd names. */
const scalar = fc.constantFrom(
  ...['0', '-0', '-1', '1.5', '200', '200.5', '1e400', '-1e400', '9007199254740993', '1e21', '2147483648'],
  ...['null', 'true', 'false', '""', '"a"', '"200"', '"\\u0000"', '"\\ud800"', `"${toId('b')}"`, `"${TRACE_ID}"`],
  ...[
    `${START}`,
    `${START}.5`,
    `${START + 1}`,
    `${START}000`,
    '"aws"',
    '"remote"',
    '"subsegment"',
    '"DynamoDB"',
    '"SQS"',
  ],
);
const name = fc.constantFrom(
  ...['name', 'id', 'trace_id', 'parent_id', 'type', 'start_time', 'end_time', 'in_progress', 'origin', 'namespace'],
  ...['http', 'request', 'response', 'status', 'url', 'method', 'user_agent', 'client_ip', 'aws', 'account_id'],
  ...[
    'table_name',
    'queue_url',
    'topic_arn',
    'resource_names',
    'sql',
    'annotations',
    'metadata',
    'user',
    'resource_arn',
  ],
  ...['cause', 'exceptions', 'message', 'stack', 'path', 'line', 'label', 'fault', 'error', 'throttle', 'subsegments'],
  ...['links', 'ec2', 'instance_id', 'availability_zone', '__proto__', 'constructor', 'toString', '', 'a.b'],
);
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    { weight: 4, arbitrary: scalar },
    { weight: 3, arbitrary: fc.array(fc.tuple(name, tie('json')), { maxLength: 5 }).map(toObject) },
    { weight: 1, arbitrary: fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`) },
  ),
}));

function toObject(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

/** A document that is accepted but for what the odd members change: the last of two members with one name holds. */
const document = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c'),
    kind: fc.constantFrom('', '"type":"subsegment",', `"parent_id":"${toId('b')}",`),
    odd: fc.array(fc.tuple(name, json), { maxLength: 5 }),
    inner: fc.array(fc.array(fc.tuple(name, json), { maxLength: 5 }).map(toObject), { maxLength: 3 }),
  })
  .map(
    ({ id, kind, odd, inner }) =>
      `{"trace_id":"${TRACE_ID}","id":"${toId(id)}","name":"${id}",${kind}"parent_id":${kind ? `"${toId('c')}"` : 'null'},` +
      `"start_time":${START},"end_time":${START}.25,"subsegments":[${inner.join(',')}]` +
      `${odd.map(([key, value]) => `,${JSON.stringify(key)}:${value}`).join('')}}`,
  );

const RANGE = { StartTime: 0, EndTime: 2_000_000_000 };
const RULE = { RuleName: 'odd', ResourceARN: '*', ServiceName: '*', ServiceType: '*', Host: '*', HTTPMethod: '*' };

/** Requests that change something, with odd members. */
const change = fc.oneof(
  fc.tuple(
    fc.constant('PutTelemetryRecords'),
    fc.tuple(name, json).map((member) => `{"TelemetryRecords":[${toObject([member])}]}`),
  ),
  fc.tuple(
    fc.constant('CreateSamplingRule'),
    fc.tuple(scalar, scalar, scalar, scalar).map(([priority, rate, size, version]) => {
      const rule = JSON.stringify({ ...RULE, URLPath: '*' }).slice(0, -1);
      return `{"SamplingRule":${rule},"Priority":${priority},"FixedRate":${rate},"ReservoirSize":${size},"Version":${version}}}`;
    }),
  ),
  fc.tuple(
    fc.constant('UpdateSamplingRule'),
    fc
      .tuple(fc.constantFrom('Priority', 'FixedRate', 'ReservoirSize', 'Attributes', 'SamplingRateBoost', 'Host'), json)
      .map(([key, value]) => `{"SamplingRuleUpdate":{"RuleName":"Default","${key}":${value}}}`),
  ),
  fc.tuple(
    fc.constant('GetSamplingTargets'),
    fc.tuple(scalar, scalar, scalar, scalar).map(([at, requests, sampled, borrowed]) => {
      const head = `"RuleName":"Default","ClientID":"${'a'.repeat(24)}"`;
      const counts = `"RequestCount":${requests},"SampledCount":${sampled},"BorrowCount":${borrowed}`;
      return `{"SamplingStatisticsDocuments":[{${head},"Timestamp":${at},${counts}}]}`;
    }),
  ),
  fc.tuple(
    fc.constant('CreateGroup'),
    fc
      .tuple(json, json)
      .map(
        ([filter, insights]) => `{"GroupName":"g","FilterExpression":${filter},"InsightsConfiguration":${insights}}`,
      ),
  ),
  fc.tuple(
    fc.constant('UpdateIndexingRule'),
    scalar.map((value) => `{"Name":"Default","Rule":{"Probabilistic":{"DesiredSamplingPercentage":${value}}}}`),
  ),
  fc.tuple(
    fc.constant('PutEncryptionConfig'),
    fc.tuple(json, json).map(([type, key]) => `{"Type":${type},"KeyId":${key}}`),
  ),
  fc.tuple(
    fc.constant('PutResourcePolicy'),
    fc
      .tuple(scalar, scalar)
      .map(([policy, id]) => `{"PolicyName":"p","PolicyDocument":${policy},"PolicyRevisionId":${id}}`),
  ),
);

/** Every operation that reads, with an input that selects everything. */
const READS: readonly (readonly [operation: string, input: object])[] = [
  ['BatchGetTraces', { TraceIds: [TRACE_ID] }],
  ['GetTraceSummaries', RANGE],
  ['GetTraceSummaries', { ...RANGE, TimeRangeType: 'Event' }],
  ['GetTraceSummaries', { ...RANGE, FilterExpression: 'annotation.a OR service() { fault } OR !http.status' }],
  ['GetTraceGraph', { TraceIds: [TRACE_ID] }],
  ['GetServiceGraph', RANGE],
  ['GetTimeSeriesServiceStatistics', { ...RANGE, ForecastStatistics: true }],
  ['GetTimeSeriesServiceStatistics', { ...RANGE, EntitySelectorExpression: 'service(id(name: "a"))' }],
  ['GetGroups', {}],
  ['GetGroup', { GroupName: 'g' }],
  ['GetSamplingRules', {}],
  ['GetSamplingTargets', { SamplingStatisticsDocuments: [] }],
  ['GetSamplingStatisticSummaries', {}],
  ['GetInsightSummaries', { ...RANGE, GroupName: 'Default' }],
  ['GetEncryptionConfig', {}],
  ['GetIndexingRules', {}],
  ['GetTraceSegmentDestination', {}],
  ['ListResourcePolicies', {}],
  ['ListTagsForResource', { ResourceARN: 'arn:aws:xray:us-east-1:000000000000:group/Default' }],
];

async function readAll(): Promise<void> {
  for (const [operation, input] of READS) await ask(operation, JSON.stringify(input));
  const { RetrievalToken } = await ask('StartTraceRetrieval', JSON.stringify({ TraceIds: [TRACE_ID], ...RANGE }));
  for (const TraceFormat of ['XRAY', 'OTEL'])
    await ask('ListRetrievedTraces', JSON.stringify({ RetrievalToken, TraceFormat }));
  await ask('GetRetrievedTracesGraph', JSON.stringify({ RetrievalToken }));
}

it('answers in the shapes of the model, whatever the documents hold', async () => {
  const taken = { count: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(document, { minLength: 1, maxLength: 4 }), async (documents) => {
      const body = JSON.stringify({ TraceSegmentDocuments: documents });
      const { UnprocessedTraceSegments } = await ask('PutTraceSegments', body);
      taken.count += documents.length - (UnprocessedTraceSegments as unknown[]).length;
      await readAll();
      parts.reset();
    }),
    { numRuns: 300 },
  );
  // Documents that are refused show nothing.
  expect(taken.count).toBeGreaterThan(200);
}, 120_000);

it('answers in the shapes of the model, whatever was set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      for (const [operation, body] of changes) await ask(operation, body);
      await readAll();
      parts.reset();
    }),
    { numRuns: 300 },
  );
}, 120_000);

it('answers in the shapes of the model, whatever is asked', async () => {
  const members = fc.constantFrom(
    ...['TraceIds', 'StartTime', 'EndTime', 'TimeRangeType', 'NextToken', 'GroupName', 'GroupARN', 'FilterExpression'],
    ...[
      'EntitySelectorExpression',
      'Period',
      'InsightId',
      'MaxResults',
      'States',
      'RetrievalToken',
      'TraceFormat',
      'Tags',
    ],
    ...['RuleName', 'RuleARN', 'PolicyName', 'Type', 'KeyId', 'Name', 'Rule', 'Destination', 'ResourceARN', 'TagKeys'],
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...OPERATIONS),
      fc.array(fc.tuple(members, json), { maxLength: 5 }),
      async (operation, input) => {
        await ask(operation, toObject(input));
      },
    ),
    { numRuns: 1_000 },
  );
}, 120_000);
