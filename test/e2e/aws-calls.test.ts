import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseTraceHeader } from '@otel-xray/format';
import { startLocalXRay } from '@otel-xray/local';
import { createPackedProject } from '@otel-xray/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';

type LocalXRay = Awaited<ReturnType<typeof startLocalXRay>>;

const SERVICES = ['DynamoDB', 'S3', 'SQS', 'SNS', 'EventBridge', 'Kinesis', 'SFN', 'Lambda'];
const LINEAGE = '1:2a3b4c5d:0';
const FUNCTION = `Root=1-65530f1e-000000000000000000000001;Parent=00000000000000aa;Sampled=1;Lineage=${LINEAGE}`;

const generations = [2, 3] as const;
const projects = new Map(generations.map((sdk) => [sdk, createPackedProject({ sdk })]));
let local: LocalXRay;
let aws: Server;
/** The trace headers that arrived at the stand-in for AWS, as written on the wire. */
let headers: string[][];

beforeAll(async () => {
  local = await startLocalXRay({ port: 0 });
  aws = createServer((request, response) => {
    const { rawHeaders } = request;
    headers.push(rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'x-amzn-trace-id'));
    // The first call is throttled once and sent again.
    const status = headers.length === 1 ? 503 : 200;
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'request-1' });
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
  headers = [];
  for (const { folder } of projects.values())
    copyFileSync(join(root, 'test/e2e/apps/aws-calls.mjs'), join(folder, 'aws-calls.mjs'));
});
afterEach(() => {
  headers = [];
  local.reset();
});
afterAll(async () => {
  aws.close();
  await local.close();
  for (const project of projects.values()) project.remove();
});

const outside = {};
const inLambda = { AWS_LAMBDA_FUNCTION_NAME: 'orders', _X_AMZN_TRACE_ID: FUNCTION };

describe('calls of AWS from a service under register', () => {
  it.each([
    [2, 'outside of Lambda', outside, undefined],
    [3, 'outside of Lambda', outside, undefined],
    [2, 'in Lambda', inLambda, LINEAGE],
    [3, 'in Lambda', inLambda, LINEAGE],
  ] as const)(
    'carry one header each, with the span of the call as Parent: SDK %i.x %s',
    async (sdk, _, env, lineage) => {
      const { folder } = projects.get(sdk)!;
      const { code, output, errors } = await runNode(
        ['--import', '@otel-xray/register/auto', 'aws-calls.mjs'],
        {
          OTEL_SERVICE_NAME: 'app',
          OTEL_TRACES_SAMPLER: 'always_on',
          AWS_XRAY_DAEMON_ADDRESS: new URL(local.url).host,
          AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
          ...env,
        },
        folder,
      ).ended;
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(headers.map((values) => values.length)).toEqual([1, ...SERVICES.map(() => 1)]);

      const [again, ...first] = headers;
      expect(again).toEqual(first[0]);
      const sent = first.map(([header = '']) => parseTraceHeader(header));
      const [trace] = await local.traces();
      const segment = trace?.segments.find(({ inferred }) => !inferred);
      const calls = segment?.subsegments ?? [];
      expect(calls).toHaveLength(SERVICES.length);
      expect(calls.map(({ aws }) => aws?.retries)).toEqual([1, ...SERVICES.slice(1).map(() => undefined)]);
      expect(sent.map(({ parentId }) => parentId)).toEqual(calls.map(({ id }) => id));
      expect(new Set(sent.map(({ traceId }) => traceId))).toEqual(new Set([output.trim()]));
      expect(sent.map((header) => header.lineage)).toEqual(SERVICES.map(() => lineage));
    },
  );
});
