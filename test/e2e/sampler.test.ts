import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateSamplingRuleCommand, XRayClient } from '@aws-sdk/client-xray';
import { startLocalXRay } from '@otel-xray/local';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';

type LocalXRay = Awaited<ReturnType<typeof startLocalXRay>>;

let local: LocalXRay;
beforeAll(async () => {
  local = await startLocalXRay({ port: 0 });
});
afterEach(() => local.reset());
afterAll(() => local.close());

const run = (program: string, address: string) =>
  runNode(['--input-type=module', '-e', program], { OTEL_SERVICE_NAME: 'app', AWS_XRAY_DAEMON_ADDRESS: address });

describe('a process that waits for nobody', () => {
  let silent: Server;
  beforeAll(async () => {
    silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => silent.closeAllConnections());

  it('ends while its sampler still asks for rules', async () => {
    const program = `
      import { AWSXRayRemoteSampler } from '@otel-xray/sampler';
      new AWSXRayRemoteSampler({ pollingInterval: 10 });
      console.log('done');`;
    const { port } = silent.address() as AddressInfo;
    expect(await run(program, `127.0.0.1:${port}`).ended).toEqual({
      code: 0,
      signal: null,
      output: 'done\n',
      errors: '',
    });
    silent.close();
  });
});

describe('registerXRay', () => {
  // Decides again and again until the rules have come, then once under each path.
  const program = `
    import { registerXRay } from '@otel-xray/register';
    import { trace } from '@opentelemetry/api';
    const { shutdown } = registerXRay();
    const tracer = trace.getTracer('t');
    const start = (path) => tracer.startSpan('GET', { kind: 1, attributes: { 'http.request.method': 'GET', 'url.path': path } });
    while (start('/never').isRecording()) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const path of ['/never', '/kept']) start(path).end();
    await shutdown();`;

  it('samples by the rules of Local X-Ray, and names the rule in the document', async () => {
    const client = new XRayClient({
      endpoint: local.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
    });
    const all = { ServiceName: 'app', ServiceType: '*', Host: '*', HTTPMethod: '*', ResourceARN: '*', Version: 1 };
    const never = { ...all, RuleName: 'never', Priority: 1, FixedRate: 0, ReservoirSize: 0, URLPath: '/never' };
    await client.send(new CreateSamplingRuleCommand({ SamplingRule: never }));
    client.destroy();

    const { code, errors } = await run(program, new URL(local.url).host).ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const traces = await local.traces();
    expect(traces.flatMap(({ segments }) => segments.map(({ aws }) => aws?.['xray']))).toMatchObject([
      { rule_name: 'Default' },
    ]);
  });

  it('knows OTEL_TRACES_SAMPLER=xray, which the SDK does not', async () => {
    const env = {
      OTEL_TRACES_SAMPLER: 'xray',
      OTEL_TRACES_SAMPLER_ARG: `endpoint=${local.url}`,
      AWS_XRAY_DAEMON_ADDRESS: new URL(local.url).host,
    };
    const app = ['--import', '@otel-xray/register/auto', 'test/e2e/apps/script.mjs'];
    expect(await runNode(app, env).ended).toEqual({ code: 0, signal: null, output: 'worked\n', errors: '' });
    expect(await local.traces()).toHaveLength(1);
  });
});

it('runs as the README of the sampler shows it', async () => {
  const readme = readFileSync(join(root, 'packages/sampler/README.md'), 'utf8');
  const [, program = ''] = /^```js\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  const address = new URL(local.url).host;
  expect(await run(program, address).ended).toMatchObject({ code: 0, output: 'sampled\n', errors: '' });

  // A service has something else that keeps it alive until the rules arrive.
  const service = program.replace(
    'await provider.shutdown();',
    `const service = setInterval(() => {}, 1_000);
    if (!(await sampler.ready())) throw new Error('no rules');
    console.log(sampler.explain().applied.ruleName);
    clearInterval(service);
    await provider.shutdown();`,
  );
  expect(await run(service, address).ended).toMatchObject({ code: 0, output: 'sampled\nDefault\n', errors: '' });
});
