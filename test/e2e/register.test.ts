import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalXRay } from '@otel-xray/local';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';

type LocalXRay = Awaited<ReturnType<typeof startLocalXRay>>;

const AUTO = '@otel-xray/register/auto';

let local: LocalXRay;
beforeAll(async () => {
  local = await startLocalXRay({ port: 0 });
});
afterEach(() => local.reset());
afterAll(() => local.close());

const run = (flag: string, app: string, env: NodeJS.ProcessEnv = {}) =>
  runNode([flag, AUTO, `test/e2e/apps/${app}`], {
    OTEL_SERVICE_NAME: 'app',
    AWS_XRAY_DAEMON_ADDRESS: new URL(local.url).host,
    ...env,
  });

/** Every received segment's name with those of its subsegments. */
async function names(): Promise<{ name: string; subsegments: string[] }[]> {
  const traces = await local.traces();
  return traces
    .flatMap(({ segments }) => segments)
    .filter(({ inferred }) => !inferred)
    .map(({ name, subsegments = [] }) => ({ name, subsegments: subsegments.map((one) => one.name) }));
}

describe('node … @otel-xray/register/auto', () => {
  it.each([
    ['--import', 'server.mjs'],
    ['--import', 'server.cjs'],
    ['--require', 'server.mjs'],
    ['--require', 'server.cjs'],
  ])('%s traces %s, and sends everything at SIGTERM', async (flag, app) => {
    const process = run(flag, app);
    await process.line(/^answered$/);
    process.kill('SIGTERM');

    expect(await process.ended).toEqual({ code: 143, signal: null, output: 'answered\n', errors: '' });
    const traces = await local.traces();
    expect(traces).toHaveLength(1);
    // The request that went out is a segment of its own, having no parent, and the parent of the one that came in.
    expect((await names()).map(({ name }) => name).sort()).toEqual(['app', 'app']);
  });

  it.each([
    [{}, true],
    [{ NODE_DISABLE_COMPILE_CACHE: '1' }, false],
    [{ AWS_LAMBDA_FUNCTION_NAME: 'orders' }, false],
  ])('keeps compiled code from run to run, unless that is forbidden: %j', async (env, isKept) => {
    const program = "console.log(typeof require('module').getCompileCacheDir())";
    const { output } = await runNode(['--import', '@otel-xray/register/auto', '-e', program], env).ended;
    expect(output.trim()).toBe(isKept ? 'string' : 'undefined');
  });

  it('ends with 130 at SIGINT', async () => {
    const process = run('--import', 'server.mjs');
    await process.line(/^answered$/);
    process.kill('SIGINT');
    expect(await process.ended).toMatchObject({ code: 130, errors: '' });
  });

  it('sends what a script did before it runs out of work', async () => {
    expect(await run('--import', 'script.mjs').ended).toEqual({
      code: 0,
      signal: null,
      output: 'worked\n',
      errors: '',
    });
    expect(await local.traces()).toHaveLength(1);
  });

  it('leaves the signal to a program that listens for it, and sends what it does afterwards', async () => {
    const process = run('--import', 'listens-for-sigterm.mjs');
    await process.line(/^ready$/);
    process.kill('SIGTERM');
    expect(await process.ended).toEqual({ code: 0, signal: null, output: 'ready\n', errors: '' });
    expect(await local.traces()).toHaveLength(1);
  });

  it('keeps the first registration, and says so', async () => {
    const { code, output, errors } = await run('--import', 'registers-again.mjs').ended;
    expect({ code, output }).toEqual({ code: 0, output: 'the same: true\n' });
    expect(errors).toContain('registerXRay() was called again');
  });

  it('names the service after the package, where nobody names it', async () => {
    await run('--import', 'script.mjs', { OTEL_SERVICE_NAME: '' }).ended;
    expect((await names()).map(({ name }) => name)).toEqual([
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name,
    ]);
  });

  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  const traceRoot = `1-${seconds}-000000000000000000000001`;
  it.each([
    ['Root alone, under the sampling rules', `Self=1-${seconds}-0000000000000000000000aa;Root=${traceRoot}`, {}, 1],
    [
      'Root alone, under a sampler of the SDK',
      `Root=${traceRoot}`,
      { OTEL_TRACES_SAMPLER: 'parentbased_always_on' },
      1,
    ],
    ['Root alone, with X-Ray as the only propagator', `Root=${traceRoot}`, { OTEL_PROPAGATORS: 'xray' }, 1],
    ['Root and a decision for it', `Root=${traceRoot};Sampled=1`, { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, 1],
    ['Root and a decision against it', `Root=${traceRoot};Sampled=0`, {}, 0],
  ])('goes on with the trace id that a load balancer writes: %s', async (_, header, env, count) => {
    const { code, errors } = await run('--import', 'behind-load-balancer.mjs', { TRACE_HEADER: header, ...env }).ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const traces = await local.traces();
    expect(traces.map(({ id }) => id)).toEqual(Array(count).fill(traceRoot));
    for (const { segments } of traces) {
      expect(segments).toMatchObject([{ name: 'app', http: { response: { status: 200 } } }]);
      expect(segments[0]).not.toHaveProperty('parent_id');
    }
  });

  it.each([{ AWS_XRAY_SDK_ENABLED: 'false' }, { OTEL_SDK_DISABLED: 'true' }])('does nothing under %j', async (env) => {
    const process = run('--import', 'server.mjs', env);
    await process.line(/^answered$/);
    process.kill('SIGTERM');
    // Nobody listens for the signal: it ends the process by itself.
    expect(await process.ended).toEqual({ code: null, signal: 'SIGTERM', output: 'answered\n', errors: '' });
    expect(await local.traces()).toEqual([]);
  });

  it('logs the refused connection and what the shutdown lost, a line each, and ends all the same', async () => {
    const gone = await startLocalXRay({ port: 0 });
    const { host } = new URL(gone.url);
    await gone.close();
    const { code, errors } = await run('--import', 'script.mjs', { AWS_XRAY_DAEMON_ADDRESS: host }).ended;
    expect(code).toBe(0);
    expect(errors.trim().split('\n')).toEqual([
      expect.stringContaining(`connection refused at ${host}`),
      expect.stringContaining('the shutdown lost 1 of 1 span in all'),
    ]);
  });
});

describe('registerXRay', () => {
  it('takes its options and those of the span processor', async () => {
    const env = { OTEL_SERVICE_NAME: 'weaker', AWS_XRAY_DAEMON_ADDRESS: new URL(local.url).host };
    const { code, errors } = await runNode(['--import', './test/e2e/apps/tracing.mjs', 'test/e2e/apps/script.mjs'], env)
      .ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const [trace] = await local.traces();
    expect(trace?.segments).toMatchObject([{ name: 'by-hand', annotations: { 'customer.id': 'c-1' } }]);
  });

  it.each([
    ["sampler: 'always_on'", /TypeError: Option "sampler" must be "auto" or a Sampler, got "always_on"\./],
    ["daemonAddress: 'nowhere'", /TypeError: .*daemonAddress.*"nowhere"/],
  ])('throws for the wrong option { %s }', async (option, message) => {
    const program = `import { registerXRay } from '@otel-xray/register'; registerXRay({ ${option} });`;
    const { code, errors } = await runNode(['--input-type=module', '-e', program]).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(message);
  });
});
