// The AWS CLI against Local X-Ray: what it sends is read back by it. Argument: the path of `aws`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startLocalXRay } from '@otel-xray/local';

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
  return JSON.parse(stdout);
};

try {
  const now = Date.now() / 1_000;
  const traceId = `1-${Math.floor(now).toString(16)}-0123456789abcdef01234567`;
  const segment = {
    name: 'shop',
    id: '0102030405060708',
    trace_id: traceId,
    start_time: now - 1,
    end_time: now,
    fault: true,
  };
  const put = await run('put-trace-segments', '--trace-segment-documents', JSON.stringify(segment), '{"name":"bad"}');
  assert.deepEqual(
    put.UnprocessedTraceSegments.map(({ ErrorCode }) => ErrorCode),
    ['MissingId'],
  );

  const range = ['--start-time', String(Math.floor(now - 60)), '--end-time', String(Math.ceil(now + 60))];
  const { TraceSummaries } = await run('get-trace-summaries', ...range);
  assert.deepEqual(
    TraceSummaries.map(({ Id, HasFault }) => [Id, HasFault]),
    [[traceId, true]],
  );

  const { Traces } = await run('batch-get-traces', '--trace-ids', traceId);
  assert.equal(JSON.parse(Traces[0].Segments[0].Document).name, 'shop');

  const { Services } = await run('get-service-graph', ...range);
  assert.deepEqual(Services.map(({ Name, Type }) => [Name, Type ?? 'service']).sort(), [
    ['shop', 'client'],
    ['shop', 'service'],
  ]);

  const { SamplingRuleRecords } = await run('get-sampling-rules');
  assert.deepEqual(
    SamplingRuleRecords.map(({ SamplingRule }) => SamplingRule.RuleName),
    ['Default'],
  );
  console.log('AWS CLI: put, summaries, traces, graph and rules agree');
} finally {
  await local.close();
}
