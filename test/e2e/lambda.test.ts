import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SegmentDocument } from '@otel-xray/format';
import { type LocalXRay, startLocalXRay } from '@otel-xray/local';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FUNCTION_ARN, FUNCTION_NAME, type LambdaService, startLambda } from './lambda-service.ts';
import { root, runNode } from './run-process.ts';

let taskRoot: string;
let xray: LocalXRay;
let lambda: LambdaService;

beforeAll(async () => {
  taskRoot = await mkdtemp(join(tmpdir(), 'otel-xray-lambda-'));
  const { code, errors } = await runNode([join(root, 'examples/lambda/bundle.mjs'), taskRoot]).ended;
  expect(errors).toBe('');
  expect(code).toBe(0);
  // The runtime brings the AWS SDK.
  await symlink(join(root, 'node_modules'), join(taskRoot, 'node_modules'));
});
afterAll(() => rm(taskRoot, { recursive: true, force: true }));

beforeEach(async () => {
  xray = await startLocalXRay({ port: 0 });
  lambda = await startLambda(taskRoot, { AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.udpPort}` });
});
afterEach(async () => {
  await lambda.close();
  await xray.close();
});

const seconds = Math.floor(Date.now() / 1_000);
/** The header of an invocation, and the segments that Lambda itself records for it. */
function invocation(n: number, sampled = '1') {
  const digits = String(n).padStart(24, '0');
  const traceId = `1-${seconds.toString(16)}-${digits}`;
  const functionId = `fa${String(n).padStart(14, '0')}`;
  const times = { start_time: seconds, end_time: seconds + 1, trace_id: traceId };
  const segments: Partial<SegmentDocument>[] = [
    { ...times, id: `5e${String(n).padStart(14, '0')}`, name: FUNCTION_NAME, origin: 'AWS::Lambda' },
    {
      ...times,
      id: functionId,
      parent_id: `5e${String(n).padStart(14, '0')}`,
      name: FUNCTION_NAME,
      origin: 'AWS::Lambda::Function',
    },
  ];
  return { traceId, functionId, segments, header: `Root=${traceId};Parent=${functionId};Sampled=${sampled}` };
}

const order = (customer: string, items: string[], more: object = {}) => ({
  version: '2.0',
  rawPath: '/orders',
  requestContext: { http: { method: 'POST', path: '/orders', sourceIp: '203.0.113.9' } },
  body: JSON.stringify({ customer, items, ...more }),
});

/** The subsegments that the function itself sent for a trace, below the segments that Local X-Ray infers for it. */
async function sent(traceId: string): Promise<readonly Partial<SegmentDocument>[]> {
  const { segments, waiting } = await xray.waitFor(traceId);
  expect(segments.map(({ origin, inferred }) => [origin, inferred])).toEqual([
    ['AWS::Lambda', true],
    ['AWS::Lambda::Function', true],
  ]);
  const phases = segments[1]?.subsegments ?? [];
  return [...(phases.find(({ name }) => name === 'Invocation')?.subsegments ?? []), ...waiting];
}

describe('the bundle of the example', () => {
  it('has no part of the AWS SDK, which the runtime brings', async () => {
    const text = await readFile(join(taskRoot, 'handler.mjs'), 'utf8');
    const external = [...text.matchAll(/["'](@(?:aws-sdk|smithy)\/[^"']+)["']/g)].map(([, name]) => name);
    expect(external).toContain('@aws-sdk/client-dynamodb');
    // Names that no minifier changes: of the signature, and of the credential chain.
    expect(text).not.toMatch(/AWS4-HMAC-SHA256|AWS_SHARED_CREDENTIALS_FILE|AWS_WEB_IDENTITY_TOKEN_FILE/);
    expect(Buffer.byteLength(text)).toBeLessThan(240_000);
  });
});

describe('a function on Lambda', () => {
  it('sends each invocation below the segment of its function, before the sandbox freezes', async () => {
    const first = invocation(1);
    const second = invocation(2);
    expect(await lambda.invoke(order('c-1', ['lamp', 'desk']), first.header)).toEqual({
      kind: 'response',
      body: { statusCode: 201, body: '{"total":360}' },
    });
    // The sandbox is frozen here: what has not been sent does not come.
    expect(await sent(first.traceId)).toMatchObject([
      {
        type: 'subsegment',
        parent_id: first.functionId,
        name: FUNCTION_NAME,
        http: { request: { method: 'POST', client_ip: '203.0.113.9' }, response: { status: 201 } },
        aws: { request_id: 'request-1', function_arn: FUNCTION_ARN },
        annotations: { 'faas.coldstart': true },
        subsegments: [
          { name: 'place order', annotations: { customer_id: 'c-1' }, subsegments: [{ name: 'add up', fault: false }] },
        ],
      },
    ]);
    expect(await lambda.invoke(order('c-2', ['sofa']), second.header)).toEqual({
      kind: 'error',
      body: { errorType: 'RangeError', errorMessage: 'there is no price for sofa' },
    });
    const [failed] = await sent(second.traceId);
    expect(failed).toMatchObject({
      type: 'subsegment',
      parent_id: second.functionId,
      fault: true,
      annotations: { 'faas.coldstart': false },
      subsegments: [{ name: 'place order', annotations: { customer_id: 'c-2' }, fault: true }],
    });
    expect(JSON.stringify(failed?.subsegments?.[0]?.cause)).toContain('there is no price for sofa');

    // On the map there is what Lambda itself draws, and nothing beside it: neither the function again nor the loading of its module.
    await xray.ingest([...first.segments, ...second.segments]);
    const traces = await xray.traces();
    expect(traces).toHaveLength(2);
    for (const { segments } of traces)
      expect(segments.map(({ name, origin }) => `${name} ${origin}`).sort()).toEqual([
        'orders AWS::Lambda',
        'orders AWS::Lambda::Function',
      ]);
  });

  it('is shown on a laptop as on AWS, with the exception that it threw', async () => {
    await lambda.close();
    lambda = await startLambda(taskRoot, {
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.udpPort}`,
      AWS_SAM_LOCAL: 'true',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    });
    await lambda.invoke(order('c-1', ['sofa']), '');
    const function_ = `service(id(name: "${FUNCTION_NAME}", type: "AWS::Lambda::Function"))`;
    const trace = await xray.waitFor(`${function_} { fault } AND http.method = "POST" AND http.status = 502`);
    const [lambdaService, own] = trace.segments;
    expect(trace.root).toEqual(lambdaService);
    expect(own).toMatchObject({
      inferred: true,
      parent_id: lambdaService?.id,
      subsegments: [
        { name: 'Initialization' },
        {
          name: 'Invocation',
          fault: true,
          subsegments: [{ name: FUNCTION_NAME, metadata: { default: { 'aws.lambda.trace_header': 'made up' } } }],
        },
      ],
    });
    expect(trace.waiting).toEqual([]);
    const { FaultRootCauses } = trace.summary;
    expect(JSON.stringify(FaultRootCauses)).toContain('there is no price for sofa');

    const snapshot = await xray.snapshot();
    expect(snapshot[0]?.map(({ origin, calls }) => [origin, calls?.[0]?.origin])).toEqual([
      ['AWS::Lambda', 'AWS::Lambda::Function'],
    ]);
  });

  it('has files for SAM local that name its functions', async () => {
    const template = await readFile(join(root, 'examples/lambda/template.yaml'), 'utf8');
    const env = JSON.parse(await readFile(join(root, 'examples/lambda/env.json'), 'utf8'));
    const event = JSON.parse(await readFile(join(root, 'examples/lambda/event.json'), 'utf8'));
    for (const name of Object.keys(env)) expect(template).toMatch(new RegExp(`^  ${name}:$`, 'm'));
    expect(await lambda.invoke(event, invocation(7).header)).toMatchObject({ kind: 'error' });
    expect((await sent(invocation(7).traceId))[0]).toMatchObject({ http: { request: { method: 'POST' } } });
  });

  it('has a test that needs neither Lambda nor a container', async () => {
    const { code, output } = await runNode(['--test', join(root, 'examples/lambda/orders.test.mjs')]).ended;
    expect(output).toMatch(/^. pass 1$/m);
    expect(code).toBe(0);
  });

  it('sends nothing where Lambda decided not to sample', async () => {
    const unsampled = invocation(3, '0');
    const sampled = invocation(4);
    await lambda.invoke(order('c-3', ['lamp']), unsampled.header);
    await lambda.invoke(order('c-4', ['lamp']), sampled.header);
    await sent(sampled.traceId);
    expect((await xray.traces()).map(({ id }) => id)).toEqual([sampled.traceId]);
  });

  it('decides itself where Lambda does not trace', async () => {
    await lambda.invoke(order('c-5', ['lamp']), `Root=${invocation(5).traceId}`);
    const trace = await xray.waitFor('annotation.customer_id = "c-5"');
    expect(trace.segments.map(({ name, parent_id }) => [name, parent_id])).toEqual([[FUNCTION_NAME, undefined]]);
  });

  it('keeps the trace of an invocation that runs into its time limit', async () => {
    const late = invocation(6);
    expect(await lambda.invoke(order('c-6', ['lamp'], { wait: true }), late.header, 1_500)).toBeUndefined();
    await xray.waitFor((trace) => trace.id === late.traceId && trace.waiting.length === 1);
    const [head, asked] = await sent(late.traceId);
    expect(head).toMatchObject({ parent_id: late.functionId, name: FUNCTION_NAME, in_progress: true });
    expect(asked).toMatchObject({ name: 'ask supplier', type: 'subsegment' });
  });
});
