import { request } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import {
  CreateGroupCommand,
  GetSamplingRulesCommand,
  GetSamplingStatisticSummariesCommand,
  GetSamplingTargetsCommand,
  GetServiceGraphCommand,
  GetTraceGraphCommand,
  GetTraceSummariesCommand,
  type GetTraceSummariesCommandOutput,
  ListTagsForResourceCommand,
  PutTelemetryRecordsCommand,
  paginateGetTraceSummaries,
  XRayClient,
  XRayServiceException,
} from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import { type LocalXRay, startLocalXRay } from './local-xray.ts';

const NOW = START + 60;
let xray: LocalXRay;
let client: XRayClient;

async function start(options: object = {}): Promise<void> {
  xray = await startLocalXRay({ port: 0, now: () => NOW * 1e3, ...options });
  client = new XRayClient({
    endpoint: xray.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  });
}
beforeEach(() => start());
afterEach(async () => {
  client.destroy();
  await xray.close();
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(xray.url + path, {
    method: 'POST',
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    headers,
  });

/** Status, error name of the header, and body. */
async function refusal(response: Response): Promise<unknown[]> {
  return [response.status, response.headers.get('x-amzn-errortype'), await response.json()];
}
const invalid = (message: string): unknown[] => [
  400,
  'InvalidRequestException',
  { __type: 'InvalidRequestException', message },
];

describe('PutTraceSegments', () => {
  it('keeps the good documents of a call and names the bad ones', async () => {
    const documents = ['not json', JSON.stringify(makeSegment('b', { name: '' })), JSON.stringify(makeSegment('a'))];
    const answer = await post('/TraceSegments', { TraceSegmentDocuments: documents });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        UnprocessedTraceSegments: [
          { ErrorCode: 'JSONFormatError', Message: 'Invalid segment. ErrorCode: JSONFormatError' },
          { Id: toId('b'), ErrorCode: 'MissingName', Message: 'Invalid segment. ErrorCode: MissingName' },
        ],
      },
    ]);
    expect(await xray.traces()).toMatchObject([{ segments: [{ name: 'a' }] }]);
  });

  it('takes a body in gzip', async () => {
    const body = gzipSync(JSON.stringify({ TraceSegmentDocuments: [JSON.stringify(makeSegment('a'))] }));
    const answer = await post('/TraceSegments', new Uint8Array(body), { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(200);
    expect(await xray.traces()).toHaveLength(1);
  });

  it('shows a call that it cannot read among what was rejected', async () => {
    await post('/TraceSegments', { TraceSegmentDocuments: 'x' });
    await post('/Traces', 'not json');
    const { rejected, lastRejections } = await xray.intake();
    expect(rejected).toEqual({ 'not PutTraceSegments': 1 });
    expect(lastRejections).toMatchObject([
      { way: 'api', head: '{"TraceSegmentDocuments":"x"}', message: expect.stringMatching(/^TraceSegmentDocuments: /) },
    ]);
  });

  it('takes fifty documents, not one more', async () => {
    const documents = (count: number) => ({
      TraceSegmentDocuments: Array(count).fill(JSON.stringify(makeSegment('a'))),
    });
    expect((await post('/TraceSegments', documents(50))).status).toBe(200);
    expect(await refusal(await post('/TraceSegments', documents(51)))).toEqual(
      invalid('Exceeding maximum segment count: 50'),
    );
  });
});

describe('a bad request', () => {
  const deep = '['.repeat(101);
  const range = { StartTime: START, EndTime: START + 60 };
  const listed = 'TraceSegmentDocuments: expected a list of texts, each the JSON of one document.';
  it.each([
    ['/TraceSegments', 'not json', 'The body is not JSON.'],
    ['/TelemetryRecords', deep, 'The body is nested too deeply.'],
    ['/TraceSegments', '[]', 'The body is not a JSON object.'],
    ['/TraceSegments', '', listed],
    ['/TraceSegments', { TraceSegmentDocuments: [{}] }, listed],
    ['/Traces', {}, 'TraceIds: expected a list of trace ids.'],
    ['/Traces', { TraceIds: [], NextToken: 'x' }, 'NextToken: not a token of this operation.'],
    ['/TraceSummaries', {}, 'StartTime is required.'],
    ['/TraceSummaries', { StartTime: START }, 'EndTime is required.'],
    ['/TraceSummaries', { StartTime: START, EndTime: START }, 'EndTime must be later than StartTime.'],
    [
      '/TraceSummaries',
      { StartTime: '2026-10-26', EndTime: START },
      'StartTime: expected a number of epoch seconds, not "2026-10-26".',
    ],
    [
      '/TraceSummaries',
      { ...range, TimeRangeType: 'Id' },
      'TimeRangeType: expected TraceId, Event or Service, not "Id".',
    ],
    [
      '/TraceSummaries',
      { ...range, FilterExpression: 'falt' },
      'Invalid filter expression at 0: unknown keyword "falt"; did you mean fault?',
    ],
    [
      '/TraceSummaries',
      { ...range, NextToken: 'eA' },
      'NextToken: not a token of this operation with these parameters.',
    ],
    ['/ServiceGraph', { ...range, GroupName: 'slow' }, 'Group not found: "slow".'],
    ['/ServiceGraph', {}, 'StartTime is required.'],
    ['/TraceGraph', { TraceIds: 'x' }, 'TraceIds: expected a list of trace ids.'],
    [
      '/SamplingTargets',
      { SamplingStatisticsDocuments: [1] },
      'SamplingStatisticsDocuments: expected a list of objects.',
    ],
    [
      '/SamplingTargets',
      { SamplingStatisticsDocuments: [{ RuleName: 'Default' }] },
      'SamplingStatisticsDocuments: ClientID must be a text.',
    ],
    ['/TelemetryRecords', { TelemetryRecords: {} }, 'TelemetryRecords: expected a list of objects.'],
  ])('to %s with %j is told why', async (path, body, message) => {
    expect(await refusal(await post(path, body))).toEqual(invalid(message));
  });

  it('to an unknown path is answered with 404 in JSON', async () => {
    const unknown = (text: string) => [
      404,
      'UnknownOperationException',
      { __type: 'UnknownOperationException', message: `Unknown operation: ${text}` },
    ];
    expect(await refusal(await post('/MakeUp', {}))).toEqual(unknown('POST /MakeUp'));
    expect(await refusal(await fetch(`${xray.url}/Traces`))).toEqual(unknown('GET /Traces'));
  });

  it.each([
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['identity', Buffer.from],
  ] as const)('is read in the content coding %s', async (coding, compress) => {
    const body = compress(Buffer.from('{"TraceIds":[]}'));
    expect((await post('/Traces', body, { 'content-encoding': coding })).status).toBe(200);
  });

  it('in an unknown content coding is answered with 415, and a broken body with 400', async () => {
    const message = 'Content-Encoding "br" is not supported: use gzip, deflate or none.';
    expect(await refusal(await post('/Traces', 'x', { 'content-encoding': 'br' }))).toEqual([
      415,
      'UnsupportedMediaTypeException',
      { __type: 'UnsupportedMediaTypeException', message },
    ]);
    expect(await refusal(await post('/Traces', 'x', { 'content-encoding': 'gzip' }))).toEqual(
      invalid('The body is not gzip.'),
    );
  });

  it('reaches the SDK as the exception it is', async () => {
    const error = await client
      .send(new GetTraceSummariesCommand({ StartTime: new Date(START * 1e3), EndTime: new Date(START * 1e3) }))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(XRayServiceException);
    expect(error).toMatchObject({
      name: 'InvalidRequestException',
      message: 'EndTime must be later than StartTime.',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

it('gives every answer of the API an id of its own, refusals too', async () => {
  const ids = await Promise.all(
    ['/GetSamplingRules', '/GetSamplingRules', '/Traces'].map(async (path) =>
      (await post(path, {})).headers.get('x-amzn-requestid'),
    ),
  );
  expect(new Set(ids).size).toBe(3);
  expect(ids).not.toContain(null);
});

describe('a body over the limit', () => {
  beforeEach(async () => {
    await xray.close();
    await start({ maxRequestBytes: 1_000 });
  });
  const tooLarge = [
    413,
    'RequestEntityTooLargeException',
    { __type: 'RequestEntityTooLargeException', message: 'The body is larger than 1000 bytes.' },
  ];

  it('is refused', async () => {
    expect(await refusal(await post('/Traces', 'x'.repeat(1_001)))).toEqual(tooLarge);
  });

  it('is refused when only unpacking shows it', async () => {
    const body = new Uint8Array(gzipSync('x'.repeat(100_000)));
    expect(body.length).toBeLessThan(1_000);
    expect(await refusal(await post('/Traces', body, { 'content-encoding': 'gzip' }))).toEqual(tooLarge);
  });
});

describe('a web page', () => {
  // fetch does not let anyone set Host.
  const statusOf = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const asked = request(`${xray.url}/TraceSegments`, { method: 'POST', headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      });
      asked.on('error', reject).end('{"TraceSegmentDocuments":[]}');
    });

  it.each([
    [{}, 200],
    [{ host: 'evil.test' }, 403],
    [{ origin: 'https://evil.test' }, 403],
    [{ origin: 'null' }, 403],
  ])('with %o is answered with %i', async (headers, status) => {
    expect(await statusOf(headers as Record<string, string>)).toBe(status);
  });

  it('of its own may ask', async () => {
    expect(await statusOf({ origin: xray.url })).toBe(200);
  });
});

describe('GetTraceSummaries', () => {
  const id = (seconds: number): string => `1-${(START + seconds).toString(16)}-${String(seconds).padStart(24, '0')}`;
  const idsOf = (answer: GetTraceSummariesCommandOutput) => answer.TraceSummaries?.map(({ Id }) => Id);
  const ask = (start: number, end: number, more: object = {}): Promise<GetTraceSummariesCommandOutput> =>
    client.send(
      new GetTraceSummariesCommand({
        StartTime: new Date((START + start) * 1e3),
        EndTime: new Date((START + end) * 1e3),
        ...more,
      }),
    );

  it('answers times as dates and durations as numbers', async () => {
    await xray.ingest([makeSegment('a', { end_time: START + 0.42 })]);
    const answer = await ask(0, 60);
    expect(answer).toMatchObject({ TracesProcessedCount: 1, ApproximateTime: new Date(START * 1e3) });
    expect(answer.TraceSummaries).toMatchObject([
      { Id: TRACE_ID, StartTime: new Date(START * 1e3), Duration: 0.42, ResponseTime: 0.42, Revision: 1 },
    ]);
    expect(answer.NextToken).toBeUndefined();
  });

  it('takes the start of the range in and leaves its end out', async () => {
    await xray.ingest(
      [1, 2, 3].map((s) => makeSegment('a', { trace_id: id(s), start_time: START + s, end_time: START + 9 })),
    );
    expect(idsOf(await ask(1, 3))).toEqual([id(2), id(1)]);
  });

  it('trusts the time in an id only near its start', async () => {
    await xray.ingest([makeSegment('a', { trace_id: '1-00000001-000000000000000000000001' })]);
    expect(idsOf(await ask(0, 1))).toEqual(['1-00000001-000000000000000000000001']);
  });

  it('finds by activity and by the end of a segment', async () => {
    await xray.ingest([
      makeSegment('a', { trace_id: id(10), start_time: START + 10, end_time: START + 20 }),
      makeSegment('b', { trace_id: id(10), parent_id: toId('a'), start_time: START + 30, end_time: START + 40 }),
      makeSegment('c', { trace_id: id(50), start_time: START + 50, end_time: undefined, in_progress: true }),
    ]);
    const found = async (TimeRangeType: string, start: number, end: number) =>
      idsOf(await ask(start, end, { TimeRangeType }));
    expect(await found('TraceId', 15, 16)).toEqual([]);
    expect(await found('Event', 15, 16)).toEqual([id(10)]);
    expect(await found('Event', 21, 30)).toEqual([]);
    expect(await found('Event', 35, 100)).toEqual([id(50), id(10)]);
    expect(await found('Service', 15, 21)).toEqual([id(10)]);
    expect(await found('Service', 20.5, 39)).toEqual([]);
    expect(await found('Service', 45, 100)).toEqual([]);

    const matched = (await ask(15, 100, { TimeRangeType: 'Event' })).TraceSummaries?.map((s) => s.MatchedEventTime);
    expect(matched).toEqual([new Date((START + 50) * 1e3), new Date((START + 15) * 1e3)]);
  });

  it('answers a hundred a page, and later pages do not move when traces arrive', async () => {
    const many = Array.from({ length: 250 }, (_, i) => i);
    const documents = many.map((i) =>
      makeSegment('a', { trace_id: id(i), start_time: START + i, end_time: START + i + 1 }),
    );
    await xray.ingest(documents);
    const input = { StartTime: new Date(START * 1e3), EndTime: new Date((START + 1_000) * 1e3) };
    const pages: (string[] | undefined)[] = [];
    for await (const page of paginateGetTraceSummaries({ client }, input)) {
      pages.push(idsOf(page) as string[]);
      await xray.ingest([
        makeSegment('a', { trace_id: id(500 + pages.length), start_time: START + 500, end_time: START + 501 }),
      ]);
    }
    expect(pages.map((page) => page?.length)).toEqual([100, 100, 50]);
    expect(pages.flat()).toEqual(many.reverse().map(id));
  });

  it('refuses a token of another request', async () => {
    await xray.ingest(
      Array.from({ length: 101 }, (_, i) =>
        makeSegment('a', { trace_id: id(i), start_time: START + i, end_time: START + i }),
      ),
    );
    const { NextToken } = await ask(0, 200);
    expect(NextToken).toEqual(expect.any(String));
    expect(idsOf(await ask(0, 200, { NextToken }))).toEqual([id(0)]);
    await expect(ask(0, 201, { NextToken })).rejects.toThrow('not a token of this operation with these parameters');
    await expect(ask(0, 200, { NextToken: `${NextToken}x` })).rejects.toThrow('not a token');
  });
});

describe('the map', () => {
  const other = '1-6adf0241-000000000000000000000001';
  beforeEach(() =>
    xray.ingest([
      makeSegment('a', { name: 'web', subsegments: [makeEmbedded('b', { name: 'api.test', namespace: 'remote' })] }),
      makeSegment('c', {
        name: 'worker',
        trace_id: other,
        start_time: START + 5,
        end_time: START + 6,
        links: [{ trace_id: TRACE_ID, id: toId('b') }],
      }),
    ]),
  );

  it('of a range holds its traces and the links between them', async () => {
    const graph = await client.send(
      new GetServiceGraphCommand({
        StartTime: new Date(START * 1e3),
        EndTime: new Date(NOW * 1e3),
        GroupName: 'Default',
      }),
    );
    expect(graph.StartTime).toEqual(new Date(START * 1e3));
    expect(graph.Services?.map(({ Name, Type, State, Root }) => ({ Name, Type, State, Root }))).toEqual([
      { Name: 'api.test', Type: 'remote', State: 'unknown', Root: undefined },
      { Name: 'web', Type: 'client', State: 'unknown', Root: undefined },
      { Name: 'web', Type: '', State: 'active', Root: true },
      { Name: 'worker', Type: 'client', State: 'unknown', Root: undefined },
      { Name: 'worker', Type: '', State: 'active', Root: true },
    ]);
    expect(graph.Services?.[2]?.Edges).toMatchObject([
      { ReferenceId: 0, SummaryStatistics: { TotalCount: 1, OkCount: 1, TotalResponseTime: 1 } },
      { ReferenceId: 4, EdgeType: 'link', ReceivedEventAgeHistogram: [{ Value: 4, Count: 1 }] },
    ]);
  });

  it('of some traces holds these only', async () => {
    const graph = await client.send(
      new GetTraceGraphCommand({ TraceIds: [TRACE_ID, '1-00000000-000000000000000000000009'] }),
    );
    expect(graph.Services?.map(({ Name }) => Name)).toEqual(['api.test', 'web', 'web']);
  });
});

describe('sampling', () => {
  it('samples everything until told otherwise', async () => {
    const { SamplingRuleRecords } = await client.send(new GetSamplingRulesCommand({}));
    expect(SamplingRuleRecords?.map(({ SamplingRule }) => SamplingRule)).toMatchObject([
      {
        RuleName: 'Default',
        Priority: 10_000,
        FixedRate: 1,
        ReservoirSize: 1,
        Version: 1,
        ResourceARN: '*',
        Attributes: {},
      },
    ]);
  });

  it('hands out targets and keeps what was reported', async () => {
    const report = (RuleName: string, Timestamp: number) => ({
      RuleName,
      ClientID: '0123456789abcdef01234567',
      Timestamp: new Date(Timestamp * 1e3),
      RequestCount: 10,
      SampledCount: 4,
      BorrowCount: 1,
    });
    const answer = await client.send(
      new GetSamplingTargetsCommand({
        SamplingStatisticsDocuments: [report('Default', NOW), report('Default', NOW - 1_000), report('gone', NOW)],
      }),
    );
    const target = {
      RuleName: 'Default',
      FixedRate: 1,
      ReservoirQuota: 1,
      ReservoirQuotaTTL: new Date((NOW + 300) * 1e3),
      Interval: 10,
    };
    expect(answer).toMatchObject({
      SamplingTargetDocuments: [target, target],
      LastRuleModification: new Date(0),
      UnprocessedStatistics: [{ RuleName: 'gone', ErrorCode: 'InvalidRuleName' }],
    });
    const { SamplingStatisticSummaries } = await client.send(new GetSamplingStatisticSummariesCommand({}));
    expect(SamplingStatisticSummaries).toEqual([
      { RuleName: 'Default', Timestamp: new Date(NOW * 1e3), RequestCount: 10, SampledCount: 4, BorrowCount: 1 },
    ]);
  });

  it('takes 25 reports a call, not one more', async () => {
    const documents = Array(26).fill({
      RuleName: 'Default',
      ClientID: 'x',
      Timestamp: NOW,
      RequestCount: 1,
      SampledCount: 1,
    });
    expect(await refusal(await post('/SamplingTargets', { SamplingStatisticsDocuments: documents }))).toEqual(
      invalid('SamplingStatisticsDocuments: at most 25 a call.'),
    );
  });
});

it('takes telemetry records', async () => {
  const record = { Timestamp: new Date(START * 1e3), SegmentsReceivedCount: 5 };
  await expect(
    client.send(new PutTelemetryRecordsCommand({ TelemetryRecords: [record], Hostname: 'laptop' })),
  ).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
});

describe('strict', () => {
  beforeEach(async () => {
    await xray.close();
    await start({ strict: true });
  });

  it('refuses what would be put right otherwise', async () => {
    const { UnprocessedTraceSegments } = await xray.ingest([makeSegment('a', { name: 'a?' })]);
    expect(UnprocessedTraceSegments).toMatchObject([{ Id: toId('a'), ErrorCode: 'InvalidName' }]);
  });

  it('answers at most five traces, six hours and fifty annotations', async () => {
    const ids = Array.from({ length: 6 }, (_, i) => `1-00000000-${String(i).padStart(24, '0')}`);
    expect(await refusal(await post('/Traces', { TraceIds: ids }))).toEqual(invalid('TraceIds: at most 5 a call.'));
    expect(await refusal(await post('/TraceSummaries', { StartTime: 0, EndTime: 21_601 }))).toEqual(
      invalid('The time range must not exceed six hours.'),
    );
    const annotations = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, i]));
    await xray.ingest([makeSegment('a', { annotations })]);
    const answer = await post('/TraceSummaries', { StartTime: START, EndTime: START + 1 });
    const { TraceSummaries } = (await answer.json()) as { TraceSummaries: { Annotations: object }[] };
    expect(Object.keys(TraceSummaries[0]?.Annotations ?? {})).toHaveLength(50);
  });
});

it('names groups and rules in the region that the request was signed for', async () => {
  const regionOf = (arn: string | undefined) => arn?.split(':')[3];
  for (const region of ['us-east-1', 'eu-central-1']) {
    const regional = new XRayClient({
      endpoint: xray.url,
      region,
      credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
    });
    const { SamplingRuleRecords } = await regional.send(new GetSamplingRulesCommand({}));
    expect(regionOf(SamplingRuleRecords?.[0]?.SamplingRule?.RuleARN)).toBe(region);
    const { Group } = await regional.send(new CreateGroupCommand({ GroupName: `g-${region}` }));
    expect(regionOf(Group?.GroupARN)).toBe(region);
    const tags = await regional.send(new ListTagsForResourceCommand({ ResourceARN: Group?.GroupARN }));
    expect(tags.Tags).toEqual([]);
    regional.destroy();
  }
});
