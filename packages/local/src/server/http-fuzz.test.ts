import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeSegment, START, toId } from '../../test/make-document.ts';
import { resolveOptions } from '../account/options.ts';
import { ROUTES } from '../actions/routes.ts';
import { createApp } from './http-listener.ts';
import { createParts, type Parts } from './parts.ts';

let parts: Parts;
let app: ReturnType<typeof createApp>;
beforeAll(() => {
  const options = resolveOptions({ now: () => START * 1e3 });
  const listening = {
    url: 'http://localhost',
    host: 'localhost',
    port: 1,
    receiveBufferBytes: 0,
    receiveBufferAskedBytes: 0,
  };
  parts = createParts(options, () => listening);
  app = createApp({
    host: '127.0.0.1',
    allowedHosts: [],
    allowedOrigins: [],
    maxRequestBytes: 1e6,
    credentials: [],
    ...parts,
  });
});
afterAll(() => parts.close());

const statusOf = async (path: string, body: string): Promise<number> => {
  const headers = { host: 'localhost' };
  return (await app.request(`http://localhost${path}`, { method: 'POST', body, headers })).status;
};

// Members that the operations know, with values that they do not expect.
const input = fc.dictionary(
  fc.constantFrom(
    ...[
      'TraceSegmentDocuments',
      'TraceIds',
      'StartTime',
      'EndTime',
      'TimeRangeType',
      'NextToken',
      'GroupName',
      'GroupARN',
    ],
    ...['FilterExpression', 'SamplingStatisticsDocuments', 'TelemetryRecords', 'Sampling'],
    ...['SamplingRule', 'SamplingRuleUpdate', 'RuleName', 'RuleARN', 'SamplingBoostStatisticsDocuments'],
    ...['InsightsConfiguration', 'Tags', 'TagKeys', 'ResourceARN', 'PolicyName', 'PolicyDocument', 'PolicyRevisionId'],
    ...[
      'Type',
      'KeyId',
      'Name',
      'Rule',
      'Destination',
      'InsightId',
      'RetrievalToken',
      'TraceFormat',
      'EntitySelectorExpression',
      'Period',
    ],
  ),
  fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.constantFrom(START, START + 60, 'Default', 'Event', [], [{}], { RuleName: 'Default' }),
    fc.record({ RuleName: fc.constant('Default'), FixedRate: fc.jsonValue(), Attributes: fc.jsonValue() }),
  ),
);

it.each(Object.keys(ROUTES))('%s answers no input with 500', async (path) => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        input.map((value) => JSON.stringify(value)),
        fc.string(),
      ),
      async (body) => {
        expect([200, 400, 404]).toContain(await statusOf(path, body));
      },
    ),
    { numRuns: 50 },
  );
});

it('no document that was taken keeps another from being read', async () => {
  const range = JSON.stringify({ StartTime: 0, EndTime: 9e9 });
  const member = fc.constantFrom(
    ...['name', 'start_time', 'end_time', 'http', 'aws', 'sql', 'cause', 'annotations', 'metadata', 'links', 'user'],
    ...['subsegments', 'namespace', 'origin', 'parent_id', 'type', 'fault', 'in_progress', 'resource_arn'],
  );
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.constantFrom('aws', 'remote', 'subsegment', toId('a'), [{}], [{ id: 1 }]),
  );
  const embedded = fc.array(fc.dictionary(member, odd), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.dictionary(member, odd), embedded, async (fields, subsegments) => {
      const document = makeSegment('a', { subsegments, ...fields });
      await statusOf('/TraceSegments', JSON.stringify({ TraceSegmentDocuments: [JSON.stringify(document)] }));
      const id = document['trace_id'];
      expect(await statusOf('/Traces', JSON.stringify({ TraceIds: [id] }))).toBe(200);
      expect(await statusOf('/TraceSummaries', range)).toBe(200);
      expect(await statusOf('/ServiceGraph', range)).toBe(200);
      parts.reset();
    }),
    { numRuns: 300 },
  );
}, 30_000);
