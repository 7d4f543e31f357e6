import {
  CreateSamplingRuleCommand,
  DeleteSamplingRuleCommand,
  GetSamplingStatisticSummariesCommand,
  type SamplingRule,
  UpdateSamplingRuleCommand,
  XRayClient,
} from '@aws-sdk/client-xray';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { type LocalXRay, startLocalXRay } from '@otel-xray/local';
import { AWSXRayRemoteSampler, type AWSXRayRemoteSamplerOptions, type HttpSend } from '@otel-xray/sampler';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpSend } from '../../../packages/sampler/src/http-send.ts';

const START_MILLIS = 1_767_225_600_000;
let xray: LocalXRay;
let client: XRayClient;
let samplers: Set<AWSXRayRemoteSampler>;
let underWay: number;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: START_MILLIS });
  xray = await startLocalXRay({ port: 0, now: Date.now });
  client = new XRayClient({
    endpoint: xray.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  });
  samplers = new Set();
  underWay = 0;
});
afterEach(async () => {
  for (const sampler of samplers) await sampler.shutdown();
  client.destroy();
  await xray.close();
  vi.useRealTimers();
});

const send: HttpSend = (request) => {
  underWay++;
  return httpSend(request).finally(() => underWay--);
};

/** Moves the clock, then waits until no sampler has a request under way. */
async function advance(millis: number): Promise<void> {
  vi.advanceTimersByTime(millis);
  if (underWay === 0) return;
  do await new Promise((resolve) => setImmediate(resolve));
  while (underWay > 0);
}

function start(options: AWSXRayRemoteSamplerOptions = {}): AWSXRayRemoteSampler {
  const sampler = new AWSXRayRemoteSampler({ endpoint: xray.url, attributes: true, send, ...options });
  samplers.add(sampler);
  return sampler;
}

// A generator of its own, so that every run sees the same traces.
let state = 0x2545f491;
function randomWord(): string {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0).toString(16).padStart(8, '0');
}
const makeTraceId = (): string => '6955b900' + randomWord() + randomWord() + randomWord();

function decide(sampler: AWSXRayRemoteSampler, path = '/') {
  return sampler.shouldSample(ROOT_CONTEXT, makeTraceId(), 'GET', 1, { 'url.path': path }, []);
}

const ruleOf = (RuleName: string, fields: Partial<SamplingRule> = {}): SamplingRule => ({
  RuleName,
  Priority: 100,
  FixedRate: 0,
  ReservoirSize: 0,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  ResourceARN: '*',
  Version: 1,
  ...fields,
});

describe.each([
  ['over HTTP', () => ({})],
  ['through a client of the AWS SDK', () => ({ client })],
])('a running service, %s', (_, options) => {
  it('samples everything under the Default rule', async () => {
    const sampler = start(options());
    expect(await sampler.ready()).toBe(true);
    for (let i = 0; i < 100; i++)
      expect(decide(sampler)).toEqual({ decision: 2, attributes: { 'aws.xray.sampling_rule': 'Default' } });
  });

  it('takes a rule on that is made, changed and removed, within one polling interval each time', async () => {
    const sampler = start({ ...options(), pollingInterval: 10 });
    await sampler.ready();
    const appliedAfter = async (rule: string | undefined, rate: number): Promise<void> => {
      // The interval, its jitter, and room for none more.
      vi.advanceTimersByTime(15_000);
      const seen = (): unknown[] => [sampler.explain().applied?.ruleName, sampler.explain().applied?.rate];
      await vi.waitUntil(() => seen()[0] === rule && seen()[1] === rate, { interval: 1 });
    };
    await client.send(new CreateSamplingRuleCommand({ SamplingRule: ruleOf('mine') }));
    await appliedAfter('mine', 0);
    expect(decide(sampler).decision).toBe(0);
    await client.send(new UpdateSamplingRuleCommand({ SamplingRuleUpdate: { RuleName: 'mine', FixedRate: 1 } }));
    await appliedAfter('mine', 1);
    await client.send(new DeleteSamplingRuleCommand({ RuleName: 'mine' }));
    await appliedAfter('Default', 1);
  });
});

it('hears of a change with the next report, long before the polling interval', async () => {
  const sampler = start();
  await sampler.ready();
  await advance(5_000);
  await client.send(new UpdateSamplingRuleCommand({ SamplingRuleUpdate: { RuleName: 'Default', FixedRate: 0 } }));
  expect(decide(sampler).decision).toBe(2);
  await advance(5_100);
  expect(sampler.explain().applied).toMatchObject({ ruleName: 'Default', rate: 0 });
});

it('keeps every count, as the statistics of Local X-Ray show', async () => {
  const sampler = start();
  await sampler.ready();
  for (let i = 0; i < 250; i++) {
    decide(sampler);
    await advance(100);
  }
  await advance(10_100);
  const { SamplingStatisticSummaries: summaries = [] } = await client.send(
    new GetSamplingStatisticSummariesCommand({}),
  );
  expect(summaries.reduce((sum, { RequestCount = 0 }) => sum + RequestCount, 0)).toBe(250);
});

describe('a fleet', () => {
  const RESERVOIR = 100;
  const RATE = 0.05;
  const REQUESTS_PER_SECOND = 10;

  // 50 processes with ten requests a second each, over ten minutes of a clock that the test moves.
  it('of 50 processes keeps the promise of a rule within 5 %, through joins, leaves and an outage', async () => {
    const promised = ruleOf('shared', { ReservoirSize: RESERVOIR, FixedRate: RATE });
    await client.send(new CreateSamplingRuleCommand({ SamplingRule: promised }));
    const { port } = xray;
    const join = async (count: number): Promise<void> => {
      const joined = Array.from({ length: count }, () => start());
      await Promise.all(joined.map((sampler) => sampler.ready()));
    };
    const leave = async (count: number): Promise<void> => {
      for (const sampler of [...samplers].slice(0, count)) {
        samplers.delete(sampler);
        await sampler.shutdown();
      }
    };
    const events: Record<number, () => Promise<unknown>> = {
      0: () => join(40),
      90: () => join(10),
      180: () => leave(15),
      200: () => join(15),
      // Two minutes without Local X-Ray, which then knows of nobody any more.
      300: () => xray.close(),
      420: async () => {
        xray = await startLocalXRay({ port, now: Date.now });
        await client.send(new CreateSamplingRuleCommand({ SamplingRule: promised }));
      },
      500: () => leave(10),
    };
    let sampled = 0;
    let promise = 0;
    for (let second = 0; second < 600; second++) {
      await events[second]?.();
      const requests = samplers.size * REQUESTS_PER_SECOND;
      promise += RESERVOIR + RATE * (requests - RESERVOIR);
      for (let i = 0; i < REQUESTS_PER_SECOND; i++) {
        for (const sampler of samplers) sampled += decide(sampler).decision === 2 ? 1 : 0;
        await advance(1_000 / REQUESTS_PER_SECOND);
      }
    }
    expect(Math.abs(sampled / promise - 1), `${sampled} sampled, ${promise} promised`).toBeLessThan(0.05);
  }, 120_000);
});
