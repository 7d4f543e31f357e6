import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, OPERATIONS, pathOf, shapeProblems } from '../test/api-model.ts';
import { makeEmbedded, makeSegment, START, TRACE_ID, toId } from '../test/make-document.ts';
import { ROUTES } from './actions/routes.ts';
import { type LocalXRay, startLocalXRay } from './server/local-xray.ts';

const NOW = START + 60;
const RANGE = { StartTime: new Date(START * 1e3), EndTime: new Date((START + 60) * 1e3) };
const GROUP_ARN = expect.stringMatching(/^arn:aws:xray:us-east-1:000000000000:group\/slow\/[0-9A-F]{16}$/);
const RULE_ARN = 'arn:aws:xray:us-east-1:000000000000:sampling-rule/carts';
const NO_INSIGHTS = { InsightsEnabled: false, NotificationsEnabled: false };
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [] });
const RULE = {
  RuleName: 'carts',
  ResourceARN: '*',
  Priority: 5,
  FixedRate: 0.5,
  ReservoirSize: 2,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: 'POST',
  URLPath: '/cart/*',
  Version: 1,
};
const SEGMENT = makeSegment('a', {
  annotations: { tier: 'gold', items: 3 },
  subsegments: [makeEmbedded('b', { namespace: 'remote', fault: true })],
});
const RETRIEVE = ['StartTraceRetrieval', { TraceIds: [TRACE_ID], ...RANGE }] as const;

interface Row {
  /** Operations called before, each with its input. */
  readonly given?: readonly (readonly [operation: string, input: object])[];
  /** The input, which may need the last answer before. */
  readonly input: object | ((before: Output) => object);
  readonly output: object;
}

type Output = Record<string, unknown>;

// Two whole minutes before NOW, with twelve failing traces each.
const FAILING_MINUTES = [NOW - 180, NOW - 120].map((seconds) => Math.floor(seconds / 60) * 60);
const FAILING_RANGE = {
  StartTime: new Date((FAILING_MINUTES[0] ?? 0) * 1e3),
  EndTime: new Date(NOW * 1e3),
};
const FAILING = FAILING_MINUTES.flatMap((start_time) =>
  Array.from({ length: 12 }, (_, i) => {
    const times = { start_time, end_time: start_time + 0.1, fault: true };
    const trace_id = `1-${start_time.toString(16)}-${String(i).padStart(24, '0')}`;
    const subsegments = [makeEmbedded('b', { name: 'pay', namespace: 'remote', ...times })];
    return JSON.stringify(makeSegment('a', { trace_id, name: 'shop', subsegments, ...times }));
  }),
);
const INSIGHT_FOUND = [
  ['UpdateGroup', { GroupName: 'Default', InsightsConfiguration: { InsightsEnabled: true } }],
  ['PutTraceSegments', { TraceSegmentDocuments: FAILING }],
  ['GetInsightSummaries', FAILING_RANGE],
] as const;
const insightOf = ({ InsightSummaries }: Output): { InsightId: unknown } => ({
  InsightId: (InsightSummaries as { InsightId: string }[])[0]?.InsightId,
});

/** Every operation with an input and what is answered: a new one in the client has no row, and fails. */
const ROWS: Readonly<Record<string, Row>> = {
  PutTraceSegments: {
    input: { TraceSegmentDocuments: [JSON.stringify(SEGMENT), '{"name":"bad"}'] },
    output: {
      UnprocessedTraceSegments: [{ ErrorCode: 'MissingId', Message: 'Invalid segment. ErrorCode: MissingId' }],
    },
  },
  PutTelemetryRecords: {
    input: { TelemetryRecords: [{ Timestamp: RANGE.StartTime, SegmentsReceivedCount: 1 }], Hostname: 'laptop' },
    output: {},
  },
  BatchGetTraces: {
    input: { TraceIds: [TRACE_ID, '1-00000000-000000000000000000000000'] },
    output: {
      Traces: [
        { Id: TRACE_ID, Duration: 1, LimitExceeded: false, Segments: [{ Id: toId('a') }, { Id: expect.any(String) }] },
      ],
      UnprocessedTraceIds: ['1-00000000-000000000000000000000000'],
    },
  },
  GetTraceSummaries: {
    input: RANGE,
    output: {
      TraceSummaries: [{ Id: TRACE_ID, Annotations: { tier: [{ AnnotationValue: { StringValue: 'gold' } }] } }],
      TracesProcessedCount: 1,
      ApproximateTime: expect.any(Date),
    },
  },
  GetTraceGraph: {
    input: { TraceIds: [TRACE_ID] },
    output: { Services: [{ Name: 'a', Type: 'client' }, { Name: 'a' }, { Name: 'b', Type: 'remote' }] },
  },
  GetServiceGraph: {
    input: RANGE,
    output: { ...RANGE, ContainsOldGroupVersions: false, Services: [{ Type: 'client' }, { Name: 'a' }, { Name: 'b' }] },
  },
  GetTimeSeriesServiceStatistics: {
    input: { ...RANGE, EntitySelectorExpression: 'service("b")', Period: 300, ForecastStatistics: true },
    output: {
      TimeSeriesServiceStatistics: [
        {
          Timestamp: new Date(Math.floor(START / 300) * 300_000),
          ServiceSummaryStatistics: { TotalCount: 1, FaultStatistics: { TotalCount: 1 }, TotalResponseTime: 1 },
          ServiceForecastStatistics: { FaultCountHigh: 1, FaultCountLow: 1 },
          ResponseTimeHistogram: [{ Value: 1, Count: 1 }],
        },
      ],
      ContainsOldGroupVersions: false,
    },
  },
  StartTraceRetrieval: { input: RETRIEVE[1], output: { RetrievalToken: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
  ListRetrievedTraces: {
    given: [RETRIEVE],
    input: ({ RetrievalToken }) => ({ RetrievalToken, TraceFormat: 'XRAY' }),
    output: {
      RetrievalStatus: 'COMPLETE',
      TraceFormat: 'XRAY',
      Traces: [{ Id: TRACE_ID, Duration: 1, Spans: [{ Id: toId('a') }, { Id: expect.any(String) }] }],
    },
  },
  GetRetrievedTracesGraph: {
    given: [RETRIEVE],
    input: ({ RetrievalToken }) => ({ RetrievalToken }),
    output: {
      RetrievalStatus: 'COMPLETE',
      Services: [{ Service: { Type: 'client' }, Links: [] }, { Service: { Name: 'a' } }, { Service: { Name: 'b' } }],
    },
  },
  CancelTraceRetrieval: {
    given: [RETRIEVE],
    input: ({ RetrievalToken }) => ({ RetrievalToken }),
    output: {},
  },
  CreateGroup: {
    input: { GroupName: 'slow', FilterExpression: 'responsetime > 5', Tags: [{ Key: 'team', Value: 'shop' }] },
    output: {
      Group: {
        GroupName: 'slow',
        GroupARN: GROUP_ARN,
        FilterExpression: 'responsetime > 5',
        InsightsConfiguration: NO_INSIGHTS,
      },
    },
  },
  UpdateGroup: {
    given: [['CreateGroup', { GroupName: 'slow', FilterExpression: 'responsetime > 5' }]],
    input: { GroupName: 'slow', FilterExpression: 'fault', InsightsConfiguration: { InsightsEnabled: true } },
    output: {
      Group: { FilterExpression: 'fault', InsightsConfiguration: { ...NO_INSIGHTS, InsightsEnabled: true } },
    },
  },
  DeleteGroup: { given: [['CreateGroup', { GroupName: 'slow' }]], input: { GroupName: 'slow' }, output: {} },
  GetGroup: {
    given: [['CreateGroup', { GroupName: 'slow' }]],
    input: { GroupARN: 'arn:aws:xray:eu-west-1:111122223333:group/slow/ABC' },
    output: { Group: { GroupName: 'slow' } },
  },
  GetGroups: {
    given: [['CreateGroup', { GroupName: 'A', FilterExpression: 'ok' }]],
    input: {},
    output: { Groups: [{ GroupName: 'Default' }, { GroupName: 'A', FilterExpression: 'ok' }] },
  },
  CreateSamplingRule: {
    input: { SamplingRule: RULE, Tags: [{ Key: 'team', Value: 'shop' }] },
    output: {
      SamplingRuleRecord: {
        SamplingRule: { ...RULE, RuleARN: RULE_ARN, Attributes: {} },
        CreatedAt: new Date(NOW * 1e3),
        ModifiedAt: new Date(NOW * 1e3),
      },
    },
  },
  UpdateSamplingRule: {
    given: [['CreateSamplingRule', { SamplingRule: RULE }]],
    input: { SamplingRuleUpdate: { RuleName: 'carts', FixedRate: 0.1 } },
    output: { SamplingRuleRecord: { SamplingRule: { RuleName: 'carts', FixedRate: 0.1, Priority: 5 } } },
  },
  DeleteSamplingRule: {
    given: [['CreateSamplingRule', { SamplingRule: RULE }]],
    input: { RuleName: 'carts' },
    output: { SamplingRuleRecord: { SamplingRule: { RuleName: 'carts' } } },
  },
  GetSamplingRules: {
    input: {},
    output: { SamplingRuleRecords: [{ SamplingRule: { RuleName: 'Default', Priority: 10_000, FixedRate: 1 } }] },
  },
  GetSamplingTargets: {
    input: {
      SamplingStatisticsDocuments: [
        {
          RuleName: 'Default',
          ClientID: 'a'.repeat(24),
          Timestamp: RANGE.StartTime,
          RequestCount: 5,
          SampledCount: 5,
        },
      ],
    },
    output: {
      SamplingTargetDocuments: [{ RuleName: 'Default', FixedRate: 1, Interval: 10 }],
      LastRuleModification: new Date(0),
      UnprocessedStatistics: [],
    },
  },
  GetSamplingStatisticSummaries: { input: {}, output: { SamplingStatisticSummaries: [] } },
  GetInsight: {
    given: INSIGHT_FOUND,
    input: insightOf,
    output: {
      Insight: {
        InsightId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        GroupName: 'Default',
        GroupARN: expect.stringContaining(':group/Default'),
        RootCauseServiceId: { Name: 'pay', Type: 'remote' },
        Categories: ['FAULT'],
        State: 'ACTIVE',
        StartTime: FAILING_RANGE.StartTime,
        Summary: expect.stringContaining('100 % of 24 requests to pay (remote) failed'),
        ClientRequestImpactStatistics: { FaultCount: 24, OkCount: 0, TotalCount: 24 },
        RootCauseServiceRequestImpactStatistics: { FaultCount: 24, OkCount: 0, TotalCount: 24 },
        TopAnomalousServices: [{ ServiceId: { Name: 'pay' } }, { ServiceId: { Name: 'shop' } }],
      },
    },
  },
  GetInsightEvents: {
    given: INSIGHT_FOUND,
    input: insightOf,
    output: {
      InsightEvents: [
        {
          Summary: expect.stringContaining('pay (remote) began to fail'),
          EventTime: new Date(FAILING_RANGE.StartTime.getTime() + 60_000),
          RootCauseServiceRequestImpactStatistics: { FaultCount: 12, OkCount: 0, TotalCount: 12 },
        },
      ],
    },
  },
  GetInsightSummaries: {
    given: INSIGHT_FOUND.slice(0, -1),
    input: { ...FAILING_RANGE, GroupName: 'Default', States: ['ACTIVE'] },
    output: { InsightSummaries: [{ State: 'ACTIVE', LastUpdateTime: expect.any(Date) }] },
  },
  GetInsightImpactGraph: {
    given: INSIGHT_FOUND,
    input: (before) => ({ ...insightOf(before), ...FAILING_RANGE }),
    output: {
      ...FAILING_RANGE,
      ServiceGraphStartTime: FAILING_RANGE.StartTime,
      Services: [
        { Name: 'pay', Type: 'remote', Edges: [] },
        { Name: 'shop', Type: 'client', Edges: [{ ReferenceId: 2 }] },
        { Name: 'shop', Edges: [{ ReferenceId: 0 }] },
      ],
    },
  },
  GetEncryptionConfig: { input: {}, output: { EncryptionConfig: { Status: 'ACTIVE', Type: 'NONE' } } },
  PutEncryptionConfig: {
    input: { Type: 'KMS', KeyId: 'alias/mine' },
    output: { EncryptionConfig: { Status: 'ACTIVE', Type: 'KMS', KeyId: 'alias/mine' } },
  },
  GetIndexingRules: {
    input: {},
    output: {
      IndexingRules: [
        {
          Name: 'Default',
          Rule: { Probabilistic: { DesiredSamplingPercentage: 100, ActualSamplingPercentage: 100 } },
        },
      ],
    },
  },
  UpdateIndexingRule: {
    input: { Name: 'Default', Rule: { Probabilistic: { DesiredSamplingPercentage: 5 } } },
    output: {
      IndexingRule: {
        Name: 'Default',
        ModifiedAt: new Date(NOW * 1e3),
        Rule: { Probabilistic: { DesiredSamplingPercentage: 5, ActualSamplingPercentage: 100 } },
      },
    },
  },
  GetTraceSegmentDestination: { input: {}, output: { Destination: 'XRay', Status: 'ACTIVE' } },
  UpdateTraceSegmentDestination: {
    input: { Destination: 'CloudWatchLogs' },
    output: { Destination: 'CloudWatchLogs', Status: 'ACTIVE' },
  },
  PutResourcePolicy: {
    input: { PolicyName: 'sns', PolicyDocument: POLICY, PolicyRevisionId: '0' },
    output: {
      ResourcePolicy: {
        PolicyName: 'sns',
        PolicyDocument: POLICY,
        PolicyRevisionId: '1',
        LastUpdatedTime: new Date(NOW * 1e3),
      },
    },
  },
  ListResourcePolicies: {
    given: [
      ['PutResourcePolicy', { PolicyName: 'sns', PolicyDocument: POLICY }],
      ['PutResourcePolicy', { PolicyName: 'sns', PolicyDocument: POLICY }],
    ],
    input: {},
    output: { ResourcePolicies: [{ PolicyName: 'sns', PolicyRevisionId: '2' }] },
  },
  DeleteResourcePolicy: {
    given: [['PutResourcePolicy', { PolicyName: 'sns', PolicyDocument: POLICY }]],
    input: { PolicyName: 'sns', PolicyRevisionId: '1' },
    output: {},
  },
  TagResource: {
    given: [['CreateSamplingRule', { SamplingRule: RULE }]],
    input: { ResourceARN: RULE_ARN, Tags: [{ Key: 'team', Value: 'shop' }] },
    output: {},
  },
  UntagResource: {
    given: [['CreateSamplingRule', { SamplingRule: RULE, Tags: [{ Key: 'team', Value: 'shop' }] }]],
    input: { ResourceARN: RULE_ARN, TagKeys: ['team', 'absent'] },
    output: {},
  },
  ListTagsForResource: {
    given: [
      ['CreateSamplingRule', { SamplingRule: RULE, Tags: [{ Key: 'team', Value: 'shop' }] }],
      [
        'TagResource',
        {
          ResourceARN: RULE_ARN,
          Tags: [
            { Key: 'team', Value: 'carts' },
            { Key: 'stage', Value: '' },
          ],
        },
      ],
    ],
    input: { ResourceARN: RULE_ARN },
    output: {
      Tags: [
        { Key: 'team', Value: 'carts' },
        { Key: 'stage', Value: '' },
      ],
    },
  },
};

let xray: LocalXRay;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0, now: () => NOW * 1e3 });
  await xray.ingest([SEGMENT]);
});
afterEach(() => xray.close());

it('has a path for each of the 38 operations of the client, and no other', () => {
  expect(OPERATIONS).toHaveLength(38);
  expect(Object.keys(ROUTES).sort()).toEqual(OPERATIONS.map(pathOf).sort());
  expect(Object.keys(ROWS).sort()).toEqual(OPERATIONS);
});

it.each(OPERATIONS)('%s answers in the shape of the model', async (operation) => {
  const { given = [], input, output: expected } = ROWS[operation] as Row;
  let before: Output = {};
  for (const [name, itsInput] of given) before = (await call(xray.url, name, itsInput)).output;
  const { output, body } = await call(xray.url, operation, typeof input === 'function' ? input(before) : input);
  expect(output).toMatchObject(expected);
  expect(shapeProblems(operation, body)).toEqual([]);
});

describe('a refusal is the error that the client knows', () => {
  const group = (input: object) => ['CreateGroup', { GroupName: 'slow', ...input }] as const;
  const rule = ['CreateSamplingRule', { SamplingRule: RULE }] as const;
  const tags = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: 'v' }));
  const policy = (PolicyDocument: string, other: object = {}) =>
    ['PutResourcePolicy', { PolicyName: 'p', PolicyDocument, ...other }] as const;
  const groups = (count: number) => Array.from({ length: count }, (_, i) => group({ GroupName: `g${i}` }));
  const policies = ['a', 'b', 'c', 'd', 'e'].map((PolicyName) => policy(POLICY, { PolicyName }));

  it.each<[readonly (readonly [string, object])[], string, string]>([
    [
      [group({ GroupName: 'a b' })],
      'InvalidRequestException',
      'GroupName: expected 1 to 32 letters, digits and dashes.',
    ],
    [[group({ GroupName: 'Default' })], 'InvalidRequestException', 'Group already exists: Default'],
    [[group({}), group({})], 'InvalidRequestException', 'Group already exists: slow'],
    [groups(26), 'InvalidRequestException', 'There are 25 groups besides Default'],
    [
      [group({ FilterExpression: 'falt' })],
      'InvalidRequestException',
      'at 0: unknown keyword "falt"; did you mean fault?',
    ],
    [[group({ FilterExpression: 'group.name = "x"' })], 'InvalidRequestException', 'there is no group "x"'],
    [[group({ InsightsConfiguration: { NotificationsEnabled: true } })], 'InvalidRequestException', 'need insights'],
    [
      [['UpdateGroup', { GroupName: 'Default', FilterExpression: 'ok' }]],
      'InvalidRequestException',
      'holds all traces',
    ],
    [[['UpdateGroup', {}]], 'InvalidRequestException', 'named by GroupName or GroupARN'],
    [[['DeleteGroup', { GroupName: 'Default' }]], 'InvalidRequestException', 'cannot be deleted'],
    [[['GetGroup', { GroupName: 'none' }]], 'InvalidRequestException', 'Group not found: "none".'],
    [[['GetGroup', { GroupARN: 'arn:of:nothing' }]], 'InvalidRequestException', 'Group not found: "arn:of:nothing".'],
    [[['GetGroups', { NextToken: 'x' }]], 'InvalidRequestException', 'NextToken'],
    [[['GetServiceGraph', { ...RANGE, GroupName: 'none' }]], 'InvalidRequestException', 'Group not found: "none".'],
    [[['GetTimeSeriesServiceStatistics', { ...RANGE, Period: 10 }]], 'InvalidRequestException', '60 or 300'],
    [
      [['GetTimeSeriesServiceStatistics', { ...RANGE, EntitySelectorExpression: 'ok' }]],
      'InvalidRequestException',
      'expected service',
    ],
    [[['TagResource', { ResourceARN: RULE_ARN, Tags: [] }]], 'ResourceNotFoundException', RULE_ARN],
    [[rule, ['TagResource', { ResourceARN: RULE_ARN, Tags: tags(51) }]], 'TooManyTagsException', '50'],
    [
      [rule, ['TagResource', { ResourceARN: RULE_ARN, Tags: [{ Key: 'aws:x', Value: '' }] }]],
      'InvalidRequestException',
      'no aws: before it',
    ],
    [[group({ Tags: [...tags(1), ...tags(1)] })], 'InvalidRequestException', 'a key is there twice'],
    [[['ListTagsForResource', { ResourceARN: 'arn:x' }]], 'ResourceNotFoundException', 'arn:x'],
    [[policy('{}')], 'MalformedPolicyDocumentException', 'a JSON object with a Statement'],
    [[policy('no json')], 'MalformedPolicyDocumentException', 'a JSON object with a Statement'],
    [[policy(' '.repeat(5_121))], 'PolicySizeLimitExceededException', '5120 bytes'],
    [[...policies, policy(POLICY)], 'PolicyCountLimitExceededException', '5 policies'],
    [[policy(POLICY), policy(POLICY, { PolicyRevisionId: '0' })], 'InvalidPolicyRevisionIdException', 'revision is 1'],
    [[['DeleteResourcePolicy', { PolicyName: 'p' }]], 'InvalidRequestException', 'no policy "p"'],
    [[['PutEncryptionConfig', { Type: 'KMS' }]], 'InvalidRequestException', 'needs a key'],
    [[['PutEncryptionConfig', { Type: 'AES' }]], 'InvalidRequestException', 'expected KMS or NONE'],
    [[['UpdateIndexingRule', { Name: 'x', Rule: {} }]], 'ResourceNotFoundException', 'no indexing rule "x"'],
    [
      [['UpdateIndexingRule', { Name: 'Default', Rule: { Probabilistic: { DesiredSamplingPercentage: 101 } } }]],
      'InvalidRequestException',
      'from 0 to 100',
    ],
    [[['UpdateTraceSegmentDestination', { Destination: 'x' }]], 'InvalidRequestException', 'XRay or CloudWatchLogs'],
    [
      [['UpdateTraceSegmentDestination', { CloudWatchLogsConfiguration: {} }]],
      'InvalidRequestException',
      'only for the destination CloudWatchLogs',
    ],
    [[['ListRetrievedTraces', { RetrievalToken: 'x' }]], 'ResourceNotFoundException', 'no such retrieval'],
    [[['GetInsight', { InsightId: 'x' }]], 'InvalidRequestException', 'expected a UUID'],
    [
      [['GetInsight', { InsightId: '12345678-1234-1234-1234-123456789abc' }]],
      'InvalidRequestException',
      'Insight not found',
    ],
    [[['GetInsightSummaries', { ...RANGE, MaxResults: 0 }]], 'InvalidRequestException', 'from 1 to 100'],
    [[['GetInsightSummaries', { ...RANGE, States: ['OPEN'] }]], 'InvalidRequestException', 'ACTIVE and CLOSED'],
    [[['GetInsightSummaries', { ...RANGE, GroupName: 'x' }]], 'InvalidRequestException', 'Group not found: "x".'],
  ])('%j: %s', async (calls, name, message) => {
    const [last, ...before] = [...calls].reverse() as [(typeof calls)[number], ...typeof calls];
    for (const [operation, input] of before.reverse()) await call(xray.url, operation, input);
    await expect(call(xray.url, ...last)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: name === 'ResourceNotFoundException' ? 404 : 400 },
    });
  });
});

it('does not answer a cancelled retrieval', async () => {
  const { RetrievalToken } = (await call(xray.url, ...RETRIEVE)).output;
  await call(xray.url, 'CancelTraceRetrieval', { RetrievalToken });
  const cancelled = { RetrievalStatus: 'CANCELLED' };
  const list = await call(xray.url, 'ListRetrievedTraces', { RetrievalToken });
  expect(list.output).toMatchObject({ ...cancelled, Traces: [] });
  const graph = await call(xray.url, 'GetRetrievedTracesGraph', { RetrievalToken });
  expect(graph.output).toMatchObject({ ...cancelled, Services: [] });
});

it('returns the spans of a retrieval as OTLP, unchanged where they were received as OTLP', async () => {
  const span = {
    traceId: TRACE_ID.replaceAll('-', '').slice(1),
    spanId: toId('c'),
    name: 'GET',
    parentSpanId: toId('b'),
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  await fetch(`${xray.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { RetrievalToken } = (await call(xray.url, ...RETRIEVE)).output;
  const list = await call(xray.url, 'ListRetrievedTraces', { RetrievalToken, TraceFormat: 'OTEL' });
  expect(list.output).toMatchObject({ TraceFormat: 'OTEL', Traces: [{ Id: TRACE_ID }] });
  const [{ Spans } = { Spans: [] }] = list.output['Traces'] as { Spans: { Id: string; Document: string }[] }[];
  expect(Spans.map(({ Id }) => Id).sort()).toEqual(['a', 'b', 'c'].map(toId));
  expect(Spans.find(({ Id }) => Id === toId('c'))?.Document).toBe(body);
  expect(JSON.parse(Spans.find(({ Id }) => Id === toId('b'))?.Document ?? '')).toMatchObject({
    resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'b', parentSpanId: toId('a') }] }] }],
  });
});

it('gives the traces of a large retrieval on pages', async () => {
  const ids = Array.from({ length: 60 }, (_, i) => `1-6adf0240-${String(i).padStart(24, '0')}`);
  await xray.ingest(ids.map((trace_id) => ({ ...SEGMENT, trace_id })));
  const { RetrievalToken } = (await call(xray.url, 'StartTraceRetrieval', { TraceIds: ids, ...RANGE })).output;
  const first = (await call(xray.url, 'ListRetrievedTraces', { RetrievalToken })).output;
  const { NextToken } = first;
  const second = (await call(xray.url, 'ListRetrievedTraces', { RetrievalToken, NextToken })).output;
  const idsOf = ({ Traces }: Output) => (Traces as { Id: string }[]).map(({ Id }) => Id);
  expect([...idsOf(first), ...idsOf(second)]).toEqual(ids);
  expect(second['NextToken']).toBeUndefined();
});

it('gives a long time series on pages', async () => {
  const minutes = Array.from({ length: 600 }, (_, i) => START - 60 * i);
  await xray.ingest(
    minutes.map((start, i) => ({
      trace_id: `1-${start.toString(16)}-${String(i).padStart(24, '0')}`,
      id: toId('a'),
      name: 'api',
      start_time: start,
      end_time: start + 1,
    })),
  );
  const input = { StartTime: new Date((START - 60_000) * 1e3), EndTime: new Date((START - 60) * 1e3) };
  const name = 'GetTimeSeriesServiceStatistics';
  const first = (await call(xray.url, name, input)).output;
  const second = (await call(xray.url, name, { ...input, NextToken: first['NextToken'] })).output;
  const times = [first, second].flatMap(({ TimeSeriesServiceStatistics: entries }) =>
    (entries as { Timestamp: Date }[]).map(({ Timestamp }) => Timestamp.getTime()),
  );
  expect(times).toHaveLength(598);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(second['NextToken']).toBeUndefined();
});

it('holds a group against the map and the time series', async () => {
  await call(xray.url, 'CreateGroup', { GroupName: 'fine', FilterExpression: 'service("a") AND !service("b")' });
  const other = '1-6adf0240-000000000000000000000001';
  await xray.ingest([makeSegment('a', { trace_id: other })]);
  const input = { ...RANGE, GroupName: 'fine' };
  const { Services } = (await call(xray.url, 'GetServiceGraph', input)).output as { Services: { Name: string }[] };
  expect(Services.map(({ Name }) => Name)).toEqual(['a', 'a']);
  const { output } = await call(xray.url, 'GetTimeSeriesServiceStatistics', input);
  expect(output['TimeSeriesServiceStatistics']).toMatchObject([{ EdgeSummaryStatistics: { TotalCount: 1 } }]);
  const summaries = await call(xray.url, 'GetTraceSummaries', { ...RANGE, FilterExpression: 'group.name = "fine"' });
  expect(summaries.output['TraceSummaries']).toMatchObject([{ Id: other }]);
});

it('keeps what was set in the data folder, and forgets it when reset', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'xray-settings-'));
  try {
    let kept = await startLocalXRay({ port: 0, dataDir });
    await call(kept.url, 'CreateGroup', { GroupName: 'slow', Tags: [{ Key: 'team', Value: 'shop' }] });
    await call(kept.url, 'PutEncryptionConfig', { Type: 'KMS', KeyId: 'alias/mine' });
    await call(kept.url, 'PutResourcePolicy', { PolicyName: 'sns', PolicyDocument: POLICY });
    await call(kept.url, ...(['UpdateTraceSegmentDestination', { Destination: 'CloudWatchLogs' }] as const));
    const update = { Name: 'Default', Rule: { Probabilistic: { DesiredSamplingPercentage: 5 } } };
    await call(kept.url, 'UpdateIndexingRule', update);
    await kept.close();

    kept = await startLocalXRay({ port: 0, dataDir });
    const settings = async (): Promise<Output[]> => {
      const reads = ['GetGroups', 'GetEncryptionConfig', 'ListResourcePolicies', 'GetTraceSegmentDestination'];
      return Promise.all([...reads, 'GetIndexingRules'].map(async (name) => (await call(kept.url, name, {})).output));
    };
    const [groups, ...others] = await settings();
    expect([groups, ...others]).toMatchObject([
      { Groups: [{ GroupName: 'Default' }, { GroupName: 'slow' }] },
      { EncryptionConfig: { KeyId: 'alias/mine' } },
      { ResourcePolicies: [{ PolicyName: 'sns' }] },
      { Destination: 'CloudWatchLogs' },
      { IndexingRules: [{ Rule: { Probabilistic: { DesiredSamplingPercentage: 5 } } }] },
    ]);
    const [, slow] = (groups as { Groups: { GroupARN: string }[] }).Groups;
    const tags = await call(kept.url, 'ListTagsForResource', { ResourceARN: slow?.GroupARN });
    expect(tags.output['Tags']).toEqual([{ Key: 'team', Value: 'shop' }]);

    await kept.reset();
    expect(await settings()).toMatchObject([
      { Groups: [{ GroupName: 'Default' }] },
      { EncryptionConfig: { Type: 'NONE' } },
      { ResourcePolicies: [] },
      { Destination: 'XRay' },
      { IndexingRules: [{ Rule: { Probabilistic: { DesiredSamplingPercentage: 100 } } }] },
    ]);
    await kept.close();
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
