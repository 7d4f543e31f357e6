// A program of another language calls every operation of Local X-Ray through its SDK, which reads answers by the API's model. It prints
// `found`, answers by operation, `missing`, operations that it did not call, and `errors`, codes by name.
// Arguments: the name, and a command that reads an endpoint and the start of failing minutes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startLocalXRay } from '@otel-xray/local';
import { failingMinutes } from './failing-minutes.mjs';

const [name, command, ...args] = process.argv.slice(2);
const { start, documents } = failingMinutes(Date.now() / 1_000);
const local = await startLocalXRay({ port: 0 });
try {
  await local.ingest(documents);
  const env = { ...process.env, AWS_EC2_METADATA_DISABLED: 'true' };
  const { stdout } = await promisify(execFile)(command, [...args, local.url, String(start)], { env });
  const { found, missing, errors } = JSON.parse(stdout);
  assert.deepEqual(missing, []);
  assert.deepEqual(errors, {
    group: 'InvalidRequestException',
    insight: 'InvalidRequestException',
    resource: 'ResourceNotFoundException',
  });
  const [summary] = found.get_trace_summaries.TraceSummaries;
  assert.equal(summary.HasFault, true);
  assert.deepEqual(summary.ServiceIds.map(({ Type }) => Type).sort(), ['', 'AWS::DynamoDB::Table', 'client']);
  assert.equal(summary.FaultRootCauses[0].Services[0].EntityPath[1].Exceptions[0].Message, 'no type');
  assert.equal(found.batch_get_traces.Traces[0].Segments.length, 2);
  assert.equal(found.get_trace_graph.Services.length, 3);
  assert.equal(found.get_insight.Insight.RootCauseServiceRequestImpactStatistics.FaultCount, 20);
  assert.equal(found.get_insight_impact_graph.Services.length, 2);
  assert.equal(found.get_sampling_rules.SamplingRuleRecords[0].SamplingRule.FixedRate, 0.25);
  console.log(`${name}: ${Object.keys(found).length} operations answered`);
} finally {
  await local.close();
}
