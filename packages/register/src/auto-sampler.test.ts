import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DiagLogger, DiagLogLevel, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AutoSamplerOptions, createAutoSampler, type StoppableSampler } from './auto-sampler.ts';

const TRACE_ID = 'ffffffff000000000000000000000000';
const decide = (sampler: StoppableSampler | undefined) =>
  sampler?.shouldSample(ROOT_CONTEXT, TRACE_ID, 'GET', 1, {}, []).decision;

// As Local X-Ray answers until its rules are changed.
const RULES = { SamplingRuleRecords: [{ SamplingRule: { RuleName: 'Default', FixedRate: 1, Version: 1 } }] };

async function listen(): Promise<{ server: Server; host: string }> {
  const server = createServer((_, response) => response.end(JSON.stringify(RULES))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

let daemon: Server;
let host: string;
let nobody: string;
let samplers: StoppableSampler[];
let lines: string[];
beforeAll(async () => {
  ({ server: daemon, host } = await listen());
  const gone = await listen();
  nobody = gone.host;
  gone.server.close();
});
afterAll(() => void daemon.close());
beforeEach(() => {
  samplers = [];
  lines = [];
  const tell = (level: string) => (_name: string, text: string) => void lines.push(`${level} ${text}`);
  const logger = { error: tell('error'), warn: tell('warn'), info: tell('info'), debug: () => {}, verbose: () => {} };
  diag.setLogger(logger as DiagLogger, DiagLogLevel.INFO);
});
afterEach(async () => {
  for (const sampler of samplers) await sampler.shutdown?.();
  diag.disable();
  vi.unstubAllEnvs();
});

function create(options: Partial<AutoSamplerOptions> = {}): StoppableSampler | undefined {
  const sampler = createAutoSampler({ env: {}, daemonAddress: nobody, ...options });
  if (sampler) samplers.push(sampler);
  return sampler;
}

describe('the sampler of auto', () => {
  it('decides by the rules that are served, and says so', async () => {
    const sampler = create({ daemonAddress: host });
    await vi.waitUntil(() => lines.some((line) => line.includes("by X-Ray's rules")));
    for (let i = 0; i < 10; i++)
      expect(sampler?.shouldSample(ROOT_CONTEXT, TRACE_ID, 'GET', 1, {}, [])).toEqual({
        decision: 2,
        attributes: { 'aws.xray.sampling_rule': 'Default' },
      });
    expect(lines.every((line) => line.startsWith('info'))).toBe(true);
  });

  it('finds the daemon in the environment too', async () => {
    create({ daemonAddress: undefined, env: { AWS_XRAY_DAEMON_ADDRESS: host } });
    await vi.waitUntil(() =>
      lines.some((line) => line.includes(`by X-Ray's rules: XRayRemoteSampler{endpoint=http://${host}`)),
    );
  });

  it('samples one a second and 5 % without an answer, and says so at info level', async () => {
    const now = () => 1_767_225_600_000;
    const sampler = create({ now });
    // Until it is known who decides.
    expect([decide(sampler), decide(sampler), decide(sampler)]).toEqual([2, 2, 2]);
    await vi.waitUntil(() => lines.length > 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect([decide(sampler), decide(sampler), decide(sampler)]).toEqual([2, 0, 0]);
    expect(lines).toEqual([
      expect.stringMatching(/^info sampling one request a second and 5 % of the others: no samp/),
    ]);
  });

  it('samples everything for three seconds at most while an answer is late', () => {
    let now = 1_767_225_600_000;
    const sampler = create({ now: () => now });
    now += 3_000;
    expect([decide(sampler), decide(sampler)]).toEqual([2, 2]);
    now += 1;
    expect([decide(sampler), decide(sampler)]).toEqual([2, 0]);
  });

  it('sends no request in Lambda', () => {
    const sampler = create({ env: { AWS_LAMBDA_FUNCTION_NAME: 'f' }, now: () => 1_767_225_600_000 });
    expect(sampler?.shutdown).toBeUndefined();
    expect([decide(sampler), decide(sampler)]).toEqual([2, 0]);
  });

  it.each([
    ['OTEL_TRACES_SAMPLER names one of the SDK', { env: { OTEL_TRACES_SAMPLER: 'always_off' } }],
    ['spans stay in the process', { target: { send: () => {} } }],
  ])('is the SDK’s own where %s', (_, options) => {
    expect(create(options)).toBeUndefined();
  });

  it('is asked for by OTEL_TRACES_SAMPLER=xray, with its arguments', async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'xray');
    vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', `endpoint=http://${host}`);
    const sampler = create({ env: process.env, target: { send: () => {} } });
    expect(String(sampler)).toContain(`endpoint=http://${host},`);
    await vi.waitUntil(() => lines.some((line) => line.includes("by X-Ray's rules")));
  });

  it('knows an address in brackets, and leaves a wrong one to the span processor', () => {
    expect(String(create({ daemonAddress: '[::1]:2999' }))).toContain('endpoint=http://[::1]:2999,');
    expect(String(create({ env: { AWS_XRAY_DAEMON_ADDRESS: 'nonsense' }, daemonAddress: undefined }))).toContain(
      'endpoint=http://127.0.0.1:2000,',
    );
  });
});
