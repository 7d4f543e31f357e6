// The AWS CLI against Local X-Ray: what it sends is read back by it, and every command that it has is answered. Argument: the path of `aws`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startLocalXRay } from '@otel-xray/local';
import { failingMinutes } from './failing-minutes.mjs';

const aws = process.argv[2];
const local = await startLocalXRay({ port: 0 });
const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  AWS_ACCESS_KEY_ID: 'dummy',
  AWS_SECRET_ACCESS_KEY: 'dummy',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
};
const run = async (...args) => {
  const { stdout } = await promisify(execFile)(
    aws,
    ['xray', ...args, '--endpoint-url', local.url, '--output', 'json'],
    { env },
  );
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
};

const now = Date.now() / 1_000;
const traceId = `1-${Math.floor(now).toString(16)}-0123456789abcdef01234567`;
const segment = {
  name: 'shop',
  id: '0102030405060708',
  trace_id: traceId,
  start_time: now - 1,
  end_time: now,
  fault: true,
  annotations: { tier: 'gold' },
};
const range = ['--start-time', String(Math.floor(now - 60)), '--end-time', String(Math.ceil(now + 60))];
const failing = failingMinutes(now);
const failingRange = ['--start-time', String(failing.start), '--end-time', String(failing.end)];
const insight = () => ['--insight-id', answers['get-insight-summaries'].InsightSummaries[0].InsightId];
const rule = {
  RuleName: 'carts',
  ResourceARN: '*',
  Priority: 5,
  FixedRate: 0.5,
  ReservoirSize: 2,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  Version: 1,
};
const statistics = {
  RuleName: 'Default',
  ClientID: 'a'.repeat(24),
  Timestamp: now,
  RequestCount: 3,
  SampledCount: 3,
};
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
const ruleArn = 'arn:aws:xray:us-east-1:000000000000:sampling-rule/carts';
const answers = {};

/** Command → its arguments, and a path into its answer with what must be there; in this order. */
const COMMANDS = {
  'put-trace-segments': [
    ['--trace-segment-documents', JSON.stringify(segment), '{"name":"bad"}'],
    ({ UnprocessedTraceSegments: [{ ErrorCode }] }) => ErrorCode,
    'MissingId',
  ],
  'put-telemetry-records': [['--telemetry-records', JSON.stringify([{ Timestamp: now }])]],
  'get-trace-summaries': [
    [...range, '--filter-expression', 'service("shop") { fault } AND annotation.tier = "gold"'],
    ({ TraceSummaries }) => TraceSummaries.map(({ Id, HasFault }) => [Id, HasFault]),
    [[traceId, true]],
  ],
  'batch-get-traces': [
    ['--trace-ids', traceId],
    ({ Traces }) => JSON.parse(Traces[0].Segments[0].Document).name,
    'shop',
  ],
  'get-trace-graph': [['--trace-ids', traceId], ({ Services }) => Services.length, 2],
  'get-service-graph': [
    range,
    ({ Services }) => Services.map(({ Name, Type }) => [Name, Type || 'service']).sort(),
    [
      ['shop', 'client'],
      ['shop', 'service'],
    ],
  ],
  'get-time-series-service-statistics': [
    [...range, '--entity-selector-expression', 'service("shop")'],
    ({ TimeSeriesServiceStatistics: [{ ServiceSummaryStatistics }] }) =>
      ServiceSummaryStatistics.FaultStatistics.TotalCount,
    1,
  ],
  'start-trace-retrieval': [['--trace-ids', traceId, ...range]],
  'list-retrieved-traces': [
    () => ['--retrieval-token', answers['start-trace-retrieval'].RetrievalToken],
    ({ RetrievalStatus, Traces }) => [RetrievalStatus, Traces[0].Id],
    ['COMPLETE', traceId],
  ],
  'get-retrieved-traces-graph': [
    () => ['--retrieval-token', answers['start-trace-retrieval'].RetrievalToken],
    ({ Services }) => Services.length,
    2,
  ],
  'cancel-trace-retrieval': [() => ['--retrieval-token', answers['start-trace-retrieval'].RetrievalToken]],
  'create-group': [
    ['--group-name', 'bad', '--filter-expression', 'fault'],
    ({ Group }) => Group.FilterExpression,
    'fault',
  ],
  'update-group': [
    ['--group-name', 'bad', '--filter-expression', 'error'],
    ({ Group }) => Group.FilterExpression,
    'error',
  ],
  'get-group': [['--group-name', 'bad'], ({ Group }) => Group.GroupName, 'bad'],
  'get-groups': [[], ({ Groups }) => Groups.map(({ GroupName }) => GroupName), ['Default', 'bad']],
  'delete-group': [['--group-name', 'bad']],
  'create-sampling-rule': [
    ['--sampling-rule', JSON.stringify(rule)],
    ({ SamplingRuleRecord }) => SamplingRuleRecord.SamplingRule.RuleARN,
    ruleArn,
  ],
  'update-sampling-rule': [
    ['--sampling-rule-update', JSON.stringify({ RuleName: 'carts', FixedRate: 0.1 })],
    ({ SamplingRuleRecord }) => SamplingRuleRecord.SamplingRule.FixedRate,
    0.1,
  ],
  'get-sampling-rules': [
    [],
    ({ SamplingRuleRecords }) => SamplingRuleRecords.map(({ SamplingRule }) => SamplingRule.RuleName),
    ['carts', 'Default'],
  ],
  'get-sampling-targets': [
    ['--sampling-statistics-documents', JSON.stringify([statistics])],
    ({ SamplingTargetDocuments }) => SamplingTargetDocuments[0].RuleName,
    'Default',
  ],
  'get-sampling-statistic-summaries': [
    [],
    ({ SamplingStatisticSummaries }) => SamplingStatisticSummaries[0].RequestCount,
    3,
  ],
  'tag-resource': [['--resource-arn', ruleArn, '--tags', 'Key=team,Value=shop']],
  'list-tags-for-resource': [['--resource-arn', ruleArn], ({ Tags }) => Tags, [{ Key: 'team', Value: 'shop' }]],
  'untag-resource': [['--resource-arn', ruleArn, '--tag-keys', 'team']],
  'delete-sampling-rule': [['--rule-name', 'carts']],
  'put-encryption-config': [
    ['--type', 'KMS', '--key-id', 'alias/mine'],
    ({ EncryptionConfig }) => EncryptionConfig.Status,
    'ACTIVE',
  ],
  'get-encryption-config': [[], ({ EncryptionConfig }) => EncryptionConfig.KeyId, 'alias/mine'],
  'put-resource-policy': [
    ['--policy-name', 'sns', '--policy-document', policy],
    ({ ResourcePolicy }) => ResourcePolicy.PolicyRevisionId,
    '1',
  ],
  'list-resource-policies': [[], ({ ResourcePolicies }) => ResourcePolicies.length, 1],
  'delete-resource-policy': [['--policy-name', 'sns']],
  'get-indexing-rules': [[], ({ IndexingRules }) => IndexingRules[0].Name, 'Default'],
  'update-indexing-rule': [
    ['--name', 'Default', '--rule', JSON.stringify({ Probabilistic: { DesiredSamplingPercentage: 5 } })],
    ({ IndexingRule }) => IndexingRule.Rule.Probabilistic.DesiredSamplingPercentage,
    5,
  ],
  'get-trace-segment-destination': [[], ({ Destination }) => Destination, 'XRay'],
  'update-trace-segment-destination': [
    ['--destination', 'CloudWatchLogs'],
    ({ Destination, Status }) => [Destination, Status],
    ['CloudWatchLogs', 'ACTIVE'],
  ],
  'get-insight-summaries': [
    [...failingRange, '--group-name', 'Default'],
    ({ InsightSummaries }) => InsightSummaries.map(({ State, RootCauseServiceId }) => [State, RootCauseServiceId.Name]),
    [['ACTIVE', 'pay']],
  ],
  'get-insight': [insight, ({ Insight }) => Insight.RootCauseServiceRequestImpactStatistics.FaultCount, 20],
  'get-insight-events': [insight, ({ InsightEvents }) => InsightEvents.length, 1],
  'get-insight-impact-graph': [
    () => [...insight(), ...failingRange],
    ({ Services }) => Services.map(({ Name }) => Name),
    ['pay', 'pay'],
  ],
};

try {
  await local.ingest(failing.documents);
  await run('update-group', '--group-name', 'Default', '--insights-configuration', 'InsightsEnabled=true');
  for (const [command, [given, pick, expected]] of Object.entries(COMMANDS)) {
    answers[command] = await run(command, ...(typeof given === 'function' ? given() : given));
    if (pick) assert.deepEqual(pick(answers[command]), expected, command);
  }
  await assert.rejects(run('get-group', '--group-name', 'none'), /InvalidRequestException.*Group not found/s);
  await assert.rejects(run('list-tags-for-resource', '--resource-arn', 'arn:x'), /ResourceNotFoundException/);
  const known = await knownCommands();
  assert.deepEqual(
    known.filter((command) => !COMMANDS[command]),
    [],
    'commands without a row',
  );
  console.log(`AWS CLI: ${known.length} commands answered`);
} finally {
  await local.close();
}

/** What the CLI has: it lists its commands when asked for one that it has not. */
async function knownCommands() {
  const { stderr } = await promisify(execFile)(aws, ['xray', 'no-such-command'], { env }).catch((error) => error);
  const words = stderr.slice(stderr.indexOf('valid choices')).match(/[a-z]+(?:-[a-z]+)+/g);
  return [...new Set(words)].filter((word) =>
    /^(?:get|put|list|create|update|delete|batch|start|cancel|tag|untag)-/.test(word),
  );
}
