import { readFileSync } from 'node:fs';
import { type Attributes, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { AWSXRayRemoteSampler, type LocalRulesDocument, LocalRulesSampler, type Sampler } from '@otel-xray/sampler';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../../packages/sampler/src/clock.ts';
import { RuleApplier } from '../../../packages/sampler/src/rule-applier.ts';
import { readTargets } from '../../../packages/sampler/src/sampling-api.ts';
import { readRules } from '../../../packages/sampler/src/sampling-rule.ts';
import { type StubServer, startStubServer } from '../../../packages/sampler/test/stub-server.ts';

type Json = Readonly<Record<string, unknown>>;
type Decision = 'RECORD_AND_SAMPLED' | 'NOT_RECORD';

interface Cases {
  matching: { name: string; rules: Json[]; resource: Attributes; attributes: Attributes; expected: string | null }[];
  decisions: { name: string; start: number; rule: Json; steps: Step[] }[];
  local: { name: string; document: LocalRulesDocument; requests?: LocalRequest[]; error?: true }[];
  protocol: ProtocolRow[];
}

type Step =
  | { at: number; do: 'request'; traceId: string; expect: Decision }
  | { at: number; do: 'target'; target: Json }
  | { at: number; do: 'report'; expect: Json | null };

interface LocalRequest {
  at: number;
  host?: string;
  http_method?: string;
  url_path?: string;
  expect: boolean;
}

interface ProtocolRow {
  name: string;
  given: {
    rulesReplies?: (Json & { status?: number })[];
    requests?: number;
    shutdownAfterSeconds?: number;
    waitSeconds?: number;
    parent?: Pick<SpanContext, 'isRemote' | 'traceFlags'>;
    rule?: Json;
  };
  expect: {
    request?: { method: string; path: string; jsonBody?: Json; documents?: Json[] };
    afterSeconds?: [number, number];
    firstRequest?: Decision;
    requestsAfterShutdown?: number;
    decision?: Decision;
    requestCount?: number;
  };
}

const cases: Cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'));
const DECISIONS = { RECORD_AND_SAMPLED: 2, NOT_RECORD: 0 } as const;
const TRACE_ID = '6955b90000000001000000029955b903';

function ask(sampler: Sampler, attributes: Attributes = {}, context = ROOT_CONTEXT) {
  return sampler.shouldSample(context, TRACE_ID, 'GET', 1, attributes, []);
}

describe('matching', () => {
  it.each(cases.matching)('$name', async ({ rules, resource, attributes, expected }) => {
    const records = rules.map((rule) => ({ SamplingRule: rule }));
    const send = async () => ({ status: 200, body: JSON.stringify({ SamplingRuleRecords: records }) });
    const sampler = new AWSXRayRemoteSampler({ resource: { attributes: resource }, attributes: true, send });
    await sampler.ready();
    expect(ask(sampler, attributes).attributes?.['aws.xray.sampling_rule'] ?? null).toBe(expected);
    await sampler.shutdown();
  });
});

describe('decisions', () => {
  it.each(cases.decisions)('$name', ({ start, rule: given, steps }) => {
    let millis = start;
    const clock = new Clock(() => millis);
    const [rule] = readRules([{ SamplingRule: given }]).rules;
    const applier = new RuleApplier(rule!, false);
    for (const step of steps) {
      millis = start + step.at;
      clock.tick();
      if (step.do === 'request')
        expect(applier.decide(step.traceId, clock), `at ${step.at}`).toBe(step.expect === 'RECORD_AND_SAMPLED');
      else if (step.do === 'target')
        for (const target of readTargets({ SamplingTargetDocuments: [step.target] }).targets)
          applier.applyTarget(target);
      else {
        const { requests, sampled, borrowed } = applier.statistics.take();
        const report = {
          RuleName: applier.rule.RuleName,
          RequestCount: requests,
          SampledCount: sampled,
          BorrowCount: borrowed,
        };
        expect(requests === 0 ? null : report).toEqual(step.expect);
      }
    }
  });
});

describe('local', () => {
  it.each(cases.local)('$name', ({ document, requests = [], error }) => {
    let millis = 1_767_225_600_000;
    const create = () => new LocalRulesSampler(document, { now: () => millis });
    if (error) {
      expect(create).toThrow(TypeError);
      return;
    }
    const sampler = create();
    const start = millis;
    for (const { at, host, http_method, url_path, expect: expected } of requests) {
      millis = start + at;
      const attributes = { 'server.address': host, 'http.request.method': http_method, 'url.path': url_path };
      expect(ask(sampler, attributes as Attributes).decision, `at ${at}`).toBe(expected ? 2 : 0);
    }
  });
});

describe('protocol', () => {
  let server: StubServer;
  let sampler: AWSXRayRemoteSampler;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(async () => {
    await sampler.shutdown();
    await server.close();
    vi.useRealTimers();
  });

  async function start({ rulesReplies = [], rule }: ProtocolRow['given']): Promise<void> {
    const [reply = rule && { SamplingRuleRecords: [{ SamplingRule: { RuleName: 'r', ...rule } }] }] = rulesReplies;
    server = await startStubServer((path) => {
      if (path === '/SamplingTargets') return { SamplingTargetDocuments: [] };
      if (typeof reply?.status !== 'number') return reply ?? { SamplingRuleRecords: [] };
      const { status } = reply;
      return (response) => response.writeHead(status).end();
    });
    sampler = new AWSXRayRemoteSampler({ endpoint: server.url });
  }

  const row = (name: string): ProtocolRow => cases.protocol.find((each) => each.name === name)!;

  it('first rules request', async () => {
    const { given, expect: expected } = row('first rules request');
    await start(given);
    const [{ method, path, contentType, body } = {}] = await server.received(1);
    expect({ method, path, jsonBody: JSON.parse(body ?? '') }).toEqual(expected.request);
    expect(contentType).toBe('application/json');
  });

  it('targets request after the default interval', async () => {
    const { given, expect: expected } = row('targets request after the default interval');
    await start(given);
    await sampler.ready();
    for (let i = 0; i < given.requests!; i++) ask(sampler);
    const [earliest, latest] = expected.afterSeconds!;
    vi.advanceTimersByTime(earliest * 1e3 - 1);
    expect(server.requests).toHaveLength(1);
    vi.advanceTimersByTime((latest - earliest) * 1e3 + 1);
    const [, { method, path, body } = {}] = await server.received(2);
    const { SamplingStatisticsDocuments: documents } = JSON.parse(body ?? '');
    expect({ method, path }).toEqual({ method: expected.request!.method, path: expected.request!.path });
    expect(documents).toEqual(
      expected.request!.documents!.map((document) => ({
        ...document,
        ClientID: expect.stringMatching(/^[0-9a-f]{24}$/),
        Timestamp: expect.closeTo(Date.now() / 1e3, -1),
      })),
    );
  });

  it('no rules yet means fallback', async () => {
    const { given, expect: expected } = row('no rules yet means fallback');
    await start(given);
    expect(ask(sampler).decision).toBe(DECISIONS[expected.firstRequest!]);
    expect(await sampler.ready()).toBe(false);
    expect(sampler.explain()).toMatchObject({ decidedBy: expected['sampler' as keyof typeof expected] });
    vi.advanceTimersByTime(1_000);
    expect(ask(sampler).decision).toBe(DECISIONS[expected.firstRequest!]);
  });

  it('shutdown stops the timers', async () => {
    const { given, expect: expected } = row('shutdown stops the timers');
    await start(given);
    await sampler.ready();
    vi.advanceTimersByTime(given.shutdownAfterSeconds! * 1e3);
    await sampler.shutdown();
    const before = server.requests.length;
    vi.advanceTimersByTime(given.waitSeconds! * 1e3);
    expect(vi.getTimerCount()).toBe(0);
    expect(server.requests.length - before).toBe(expected.requestsAfterShutdown);
  });

  it('sampled parent is followed, nothing counted', async () => {
    const { given, expect: expected } = row('sampled parent is followed, nothing counted');
    await start(given);
    await sampler.ready();
    const parent: SpanContext = {
      traceId: TRACE_ID,
      spanId: '4c721bf33e3caf8f',
      isRemote: given.parent!.isRemote!,
      traceFlags: given.parent!.traceFlags,
    };
    const { decision } = ask(sampler, {}, trace.setSpanContext(ROOT_CONTEXT, parent));
    expect(decision).toBe(DECISIONS[expected.decision!]);
    expect(sampler.explain().applied?.requests).toBe(expected.requestCount);
  });

  it('has a test for every row', () => {
    expect(cases.protocol.map(({ name }) => name)).toEqual([
      'first rules request',
      'targets request after the default interval',
      'no rules yet means fallback',
      'shutdown stops the timers',
      'sampled parent is followed, nothing counted',
    ]);
  });
});
