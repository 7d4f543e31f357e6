import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Attributes, createContextKey, type DiagLogger, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StubReply, type StubServer, startStubServer } from '../test/stub-server.ts';
import { AWSXRayRemoteSampler } from './aws-xray-remote-sampler.ts';
import { AWSXRayRuleSampler } from './aws-xray-rule-sampler.ts';
import { type HttpSend, httpSend } from './http-send.ts';
import type { AWSXRayRemoteSamplerOptions } from './options.ts';
import type { Sampler } from './otel-sampler.ts';
import { samplerFromEnv } from './sampler-from-env.ts';

const TRACE_ID = 'ffffffff000000000000000000000000';
const rule = (fields: object = {}) => ({ RuleName: 'r', Priority: 1, FixedRate: 1, Version: 1, ...fields });
const rulesReply = (...rules: object[]) => ({ SamplingRuleRecords: rules.map((each) => ({ SamplingRule: each })) });
const cut = (response: ServerResponse): void => void response.destroy();

let server: StubServer;
let replies: Record<string, StubReply>;
let samplers: AWSXRayRemoteSampler[];
let lines: string[];
let underWay: number;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_767_225_600_000 });
  vi.spyOn(Math, 'random').mockReturnValue(0);
  replies = { '/GetSamplingRules': rulesReply(rule()), '/SamplingTargets': { SamplingTargetDocuments: [] } };
  samplers = [];
  server = await startStubServer((path) => replies[path] ?? ((response) => response.writeHead(404).end()));
  lines = [];
  underWay = 0;
  const tell = (level: string) => (_name: string, text: string) => void lines.push(`${level} ${text}`);
  const logger = { error: tell('error'), warn: tell('warn'), info: tell('info') };
  diag.setLogger({ ...logger, debug: () => {}, verbose: () => {} } as DiagLogger);
});
afterEach(async () => {
  for (const sampler of samplers) await sampler.shutdown();
  await server.close();
  diag.disable();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function start(options: AWSXRayRemoteSamplerOptions = {}): AWSXRayRemoteSampler {
  const send: HttpSend = async (request) => {
    underWay++;
    return httpSend(request).finally(() => underWay--);
  };
  const sampler = new AWSXRayRemoteSampler({ endpoint: server.url, attributes: true, send, ...options });
  samplers.push(sampler);
  return sampler;
}

async function startLoaded(options: AWSXRayRemoteSamplerOptions = {}): Promise<AWSXRayRemoteSampler> {
  const sampler = start(options);
  expect(await sampler.ready()).toBe(true);
  return sampler;
}

function decide(sampler: Sampler, attributes: Attributes = {}, context = ROOT_CONTEXT): number {
  return sampler.shouldSample(context, TRACE_ID, 'GET /', 1, attributes, []).decision;
}

const pathsSoFar = (): (string | undefined)[] => server.requests.map(({ path }) => path);
const reports = (): Record<string, unknown>[] =>
  server.requests
    .filter(({ path }) => path === '/SamplingTargets')
    .flatMap(({ body }) => JSON.parse(body).SamplingStatisticsDocuments);

/** Moves the clock; the requests that are then due run on real sockets, so each is awaited by the number of requests there will be. */
async function advance(seconds: number, requestsThen: number): Promise<void> {
  vi.advanceTimersByTime(seconds * 1e3);
  await server.received(requestsThen);
}

/** Waits until no request is in flight, and the effects of the last one have happened. */
async function settle(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (underWay > 0);
}

/** Waits until what an answer causes has happened. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const ruleNames = (sampler: AWSXRayRemoteSampler): string[] => sampler.explain().rules.map(({ ruleName }) => ruleName);

describe('rules', () => {
  it('are read page by page', async () => {
    const pages = ['a', 'b', 'c'].map((name, i) => ({
      ...rulesReply(rule({ RuleName: name })),
      NextToken: i < 2 ? `token ${i}` : null,
    }));
    let page = 0;
    replies['/GetSamplingRules'] = (response) => void response.end(JSON.stringify(pages[page++]));
    const sampler = await startLoaded();
    expect(ruleNames(sampler)).toEqual(['a', 'b', 'c']);
    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
      {},
      { NextToken: 'token 0' },
      { NextToken: 'token 1' },
    ]);
  });

  it('are read to the tenth page, with one line of log', async () => {
    let page = 0;
    replies['/GetSamplingRules'] = (response) =>
      void response.end(JSON.stringify({ ...rulesReply(rule({ RuleName: `r${page++}` })), NextToken: 'more' }));
    const sampler = await startLoaded();
    expect(ruleNames(sampler)).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);
  });

  it('are fetched again after the interval, and take effect', async () => {
    const sampler = await startLoaded({ pollingInterval: 15 });
    expect(decide(sampler)).toBe(2);
    replies['/GetSamplingRules'] = rulesReply(rule({ FixedRate: 0 }));
    await advance(10, 2);
    await settle();
    vi.advanceTimersByTime(4_999);
    expect(pathsSoFar()).toEqual(['/GetSamplingRules', '/SamplingTargets']);
    await advance(0.001, 3);
    await settle();
    expect(decide(sampler)).toBe(0);
  });

  it('are fetched out of turn when the server says that they have changed since', async () => {
    const sampler = await startLoaded();
    decide(sampler);
    replies['/SamplingTargets'] = { SamplingTargetDocuments: [], LastRuleModification: Date.now() / 1e3 + 5 };
    replies['/GetSamplingRules'] = rulesReply(rule({ RuleName: 'new' }));
    await advance(10, 3);
    expect(pathsSoFar()).toEqual(['/GetSamplingRules', '/SamplingTargets', '/GetSamplingRules']);
    await until(() => ruleNames(sampler)[0] === 'new');
    decide(sampler);
    await advance(10, 4);
    // The change is older than the second fetch now.
    expect(pathsSoFar().at(-1)).toBe('/SamplingTargets');
  });

  it('expire after an hour without an answer', async () => {
    const sampler = await startLoaded();
    replies['/GetSamplingRules'] = cut;
    vi.setSystemTime(Date.now() + 3_599_000);
    expect(sampler.explain()).toMatchObject({ decidedBy: 'rules' });
    vi.setSystemTime(Date.now() + 1_000);
    expect(sampler.explain()).toMatchObject({ decidedBy: 'fallback', reason: 'the rules are older than an hour' });
    expect([decide(sampler), decide(sampler)]).toEqual([2, 0]);
  });

  it('can be ten thousand', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      rule({ RuleName: `r${i}`, Priority: (i % 9_999) + 1, URLPath: `/path/${i}/*`, FixedRate: 0 }),
    );
    replies['/GetSamplingRules'] = rulesReply(...many, rule({ RuleName: 'Default', Priority: 10_000 }));
    const sampler = await startLoaded();
    expect(decide(sampler, { 'url.path': '/path/9999/x' })).toBe(0);
    expect(decide(sampler, { 'url.path': '/elsewhere' })).toBe(2);
  });

  it('with hostile wildcards stall nothing', async () => {
    const hostile = Array.from({ length: 100 }, (_, i) =>
      rule({ RuleName: `r${i}`, URLPath: '*a*a*a*b', Host: '*?*?*?*x', Attributes: { key: '*a?a*b' }, FixedRate: 0 }),
    );
    replies['/GetSamplingRules'] = rulesReply(...hostile, rule({ RuleName: 'Default', Priority: 10_000 }));
    const sampler = await startLoaded();
    const text = 'a'.repeat(100_000);
    const before = performance.now();
    expect(decide(sampler, { 'url.path': text, 'server.address': text, key: text })).toBe(2);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('a bad reply', () => {
  const wrong: [string, StubReply][] = [
    ['HTML instead of JSON', (response) => void response.end('<html><body>Bad gateway</body></html>')],
    ['status 503', (response) => void response.writeHead(503).end('{}')],
    ['a redirect', (response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
    ['null', (response) => void response.end('null')],
    ['a list', (response) => void response.end('[]')],
    ['no records', {}],
    ['no rules', { SamplingRuleRecords: [] }],
    ['only rules of a wrong version', rulesReply(rule({ Version: 2 }), rule({ RuleName: 'x', Version: '1' }))],
    ['only records without a rule', { SamplingRuleRecords: [null, 1, {}, { SamplingRule: null }] }],
    ['only rules without a name', rulesReply(rule({ RuleName: undefined }))],
    ['a cut connection', cut],
    [
      'a connection cut inside the reply',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"SamplingRuleRecords":[');
        response.socket?.end();
      },
    ],
    [
      'a reply without an end',
      (response) => {
        response.on('error', () => {});
        const chunk = ' '.repeat(1_000_000);
        const write = (): void => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once('drain', write);
        };
        write();
      },
    ],
  ];

  it.each(wrong)('%s keeps the rules of before, with one line of log', async (_, reply) => {
    const sampler = await startLoaded({ pollingInterval: 10 });
    lines.length = 0;
    replies['/GetSamplingRules'] = reply;
    await advance(10, 2);
    await until(() => lines.length > 0);
    await advance(10, 3);
    expect(sampler.explain()).toMatchObject({ decidedBy: 'rules', applied: { ruleName: 'r' } });
    expect(decide(sampler)).toBe(2);
    expect(lines).toEqual([expect.stringMatching(/^warn no sampling rules from http:.*stay in force$/)]);
  });

  it('that never arrives is abandoned after 10 seconds', async () => {
    replies['/GetSamplingRules'] = () => {};
    const sampler = start();
    await server.received(1);
    vi.advanceTimersByTime(10_000);
    expect(await sampler.ready()).toBe(false);
    expect(lines).toEqual([expect.stringMatching(/no answer in 10000 ms; the fallback decides$/)]);
  });

  it('that drips is abandoned too', async () => {
    replies['/GetSamplingRules'] = (response) => void response.write('{');
    const sampler = start();
    await server.received(1);
    vi.advanceTimersByTime(10_000);
    expect(await sampler.ready()).toBe(false);
  });

  it('leaves out rules that cannot be read, alone', async () => {
    replies['/GetSamplingRules'] = rulesReply(rule(), rule({ RuleName: 'new', Version: 2 }), rule({ FixedRate: 'x' }));
    expect(ruleNames(await startLoaded())).toEqual(['r']);
    expect(lines).toEqual([
      expect.stringContaining('info 1 sampling rules loaded'),
      expect.stringContaining('warn 2 sampling rules'),
    ]);
  });

  it('is requested again after 10, 20, 40 seconds, up to the interval, and reported once', async () => {
    replies['/GetSamplingRules'] = cut;
    const sampler = start({ pollingInterval: 60 });
    await sampler.ready();
    let requests = 1;
    for (const seconds of [10, 20, 40, 60, 60]) {
      vi.advanceTimersByTime(seconds * 1e3 - 1);
      expect(server.requests).toHaveLength(requests);
      await advance(0.001, ++requests);
      await settle();
    }
    expect(lines).toHaveLength(1);
    replies['/GetSamplingRules'] = rulesReply(rule());
    await advance(60, ++requests);
    await until(() => sampler.explain().decidedBy === 'rules');
    expect(lines[1]).toContain('info 1 sampling rules loaded');
  });
});

describe('reports', () => {
  it('go in pages of 25, for rules that have decided something', async () => {
    const many = Array.from({ length: 60 }, (_, i) => rule({ RuleName: `r${i}`, URLPath: `/${i}` }));
    replies['/GetSamplingRules'] = rulesReply(...many);
    const sampler = await startLoaded();
    for (let i = 0; i < 55; i++) decide(sampler, { 'url.path': `/${i}` });
    await advance(10, 4);
    const sizes = server.requests.slice(1).map(({ body }) => JSON.parse(body).SamplingStatisticsDocuments.length);
    expect(sizes).toEqual([25, 25, 5]);
    expect(new Set(reports().map(({ RuleName }) => RuleName)).size).toBe(55);
    expect(new Set(reports().map(({ ClientID }) => ClientID)).size).toBe(1);
  });

  it('are not sent when there is nothing to report', async () => {
    await startLoaded();
    vi.advanceTimersByTime(60_000);
    expect(pathsSoFar()).toEqual(['/GetSamplingRules']);
  });

  it.each<[string, StubReply]>([
    ['a cut connection', cut],
    ['status 500', (response) => void response.writeHead(500).end('{}')],
    ['HTML', (response) => void response.end('<html>')],
    ['no documents', {}],
  ])('that fail by %s are added to the next one', async (_, reply) => {
    replies['/SamplingTargets'] = reply;
    const sampler = await startLoaded();
    decide(sampler);
    await advance(10, 2);
    await until(() => sampler.explain().applied?.requests === 1);
    decide(sampler);
    replies['/SamplingTargets'] = { SamplingTargetDocuments: [] };
    await advance(10, 3);
    expect(reports()).toMatchObject([{ RequestCount: 1 }, { RequestCount: 2, SampledCount: 2 }]);
    await until(() => sampler.explain().applied?.requests === 0);
  });

  it('count decisions during a report towards the next', async () => {
    let answer = (): void => {};
    replies['/SamplingTargets'] = (response) => {
      answer = () => void response.end('{"SamplingTargetDocuments":[]}');
    };
    const sampler = await startLoaded();
    decide(sampler);
    await advance(10, 2);
    decide(sampler);
    decide(sampler);
    answer();
    await settle();
    replies['/SamplingTargets'] = { SamplingTargetDocuments: [] };
    await advance(10, 3);
    expect(reports().map(({ RequestCount }) => RequestCount)).toEqual([1, 2]);
  });

  it('come as often as the latest reply says', async () => {
    const sampler = await startLoaded();
    replies['/SamplingTargets'] = {
      SamplingTargetDocuments: [
        { RuleName: 'r', FixedRate: 1, Interval: 30 },
        { RuleName: 'unknown', FixedRate: 0, Interval: 20 },
      ],
    };
    decide(sampler);
    await advance(10, 2);
    await settle();
    decide(sampler);
    vi.advanceTimersByTime(19_999);
    expect(server.requests).toHaveLength(2);
    await advance(0.001, 3);
  });

  it('report a removed rule a last time', async () => {
    const sampler = await startLoaded({ pollingInterval: 15 });
    replies['/GetSamplingRules'] = rulesReply(rule({ RuleName: 'other' }));
    await advance(10, 1);
    decide(sampler);
    await advance(5, 2);
    await until(() => ruleNames(sampler)[0] === 'other');
    await advance(5, 3);
    expect(reports()).toMatchObject([{ RuleName: 'r', RequestCount: 1 }]);
    await settle();
    vi.advanceTimersByTime(9_000);
    expect(reports()).toHaveLength(1);
  });
});

describe('targets', () => {
  const quota = { RuleName: 'r', FixedRate: 0, ReservoirQuota: 2, ReservoirQuotaTTL: Date.UTC(2026, 0, 1, 0, 5) / 1e3 };

  async function withTarget(target: object): Promise<AWSXRayRemoteSampler> {
    replies['/GetSamplingRules'] = rulesReply(rule({ FixedRate: 1, ReservoirSize: 50 }));
    replies['/SamplingTargets'] = { SamplingTargetDocuments: [target] };
    const sampler = await startLoaded({ pollingInterval: 12 });
    decide(sampler);
    await advance(10, 2);
    await settle();
    return sampler;
  }

  it.each([
    ['epoch seconds', quota.ReservoirQuotaTTL],
    ['ISO text', '2026-01-01T00:05:00Z'],
  ])('grant a quota until a time in %s', async (_, ReservoirQuotaTTL) => {
    const sampler = await withTarget({ ...quota, ReservoirQuotaTTL });
    expect(sampler.explain().applied).toMatchObject({
      rate: 0,
      rateOf: 'target',
      reservoir: { kind: 'quota', perSecond: 2, takenThisSecond: 0 },
    });
    expect([decide(sampler), decide(sampler), decide(sampler)]).toEqual([2, 2, 0]);
    vi.setSystemTime(quota.ReservoirQuotaTTL * 1e3);
    expect([decide(sampler), decide(sampler)]).toEqual([2, 0]);
    expect(sampler.explain().applied).toMatchObject({ borrowed: 1, reservoir: { kind: 'borrow', takenThisSecond: 1 } });
  });

  it('of nothing take and borrow nothing', async () => {
    const sampler = await withTarget({ ...quota, ReservoirQuota: 0 });
    expect(decide(sampler)).toBe(0);
    expect(sampler.explain().applied).toMatchObject({ borrowed: 0, reservoir: { kind: 'quota', perSecond: 0 } });
  });

  it('without a time for the quota leave it', async () => {
    const sampler = await withTarget({ ...quota, ReservoirQuotaTTL: undefined });
    expect(sampler.explain().applied).toMatchObject({ rate: 0, reservoir: { kind: 'borrow' } });
  });

  it('stay when the rule comes again unchanged, and go when it has changed; counts stay always', async () => {
    const sampler = await withTarget(quota);
    decide(sampler);
    await advance(2, 3);
    await settle();
    expect(sampler.explain().applied).toMatchObject({ rateOf: 'target', reservoir: { kind: 'quota' } });
    decide(sampler);
    const { requests } = sampler.explain().applied!;
    replies['/GetSamplingRules'] = rulesReply(rule({ FixedRate: 0.5, ReservoirSize: 50 }));
    replies['/SamplingTargets'] = cut;
    await advance(8, 4);
    await settle();
    await advance(4, 5);
    await settle();
    expect(sampler.explain().applied?.rate).toBe(0.5);
    expect(sampler.explain().applied).toMatchObject({ rateOf: 'rule', reservoir: { kind: 'borrow' } });
    expect(sampler.explain().applied?.requests).toBe(requests);
  });
});

describe('the parent', () => {
  const deferred = createContextKey('aws.xray.sampling.deferred');
  const parent = { traceId: TRACE_ID, spanId: '4c721bf33e3caf8f', traceFlags: 0, isRemote: true };
  const under = (fields: object, mark = false) => {
    const context = trace.setSpanContext(ROOT_CONTEXT, { ...parent, ...fields });
    return mark ? context.setValue(deferred, true) : context;
  };

  it.each([
    ['sampled', under({ traceFlags: 1 }), 2, 0],
    ['sampled, with the random flag', under({ traceFlags: 3 }), 2, 0],
    ['not sampled', under({}), 0, 0],
    ['not sampled, with the random flag', under({ traceFlags: 2 }), 0, 0],
    ['local and not sampled', under({ isRemote: false }), 0, 0],
    ['remote, and left the decision to us', under({}, true), 2, 1],
    ['local, below one that left the decision to us', under({ isRemote: false }, true), 0, 0],
    ['remote and sampled, beside a mark that is not its own', under({ traceFlags: 1 }, true), 2, 0],
    ['without a valid trace id', under({ traceId: '0'.repeat(32) }), 2, 1],
    ['without a valid span id', under({ spanId: 'x' }), 2, 1],
    ['absent', ROOT_CONTEXT, 2, 1],
  ])('%s', async (_, context, decision, requests) => {
    const sampler = await startLoaded();
    expect(decide(sampler, {}, context)).toBe(decision);
    expect(sampler.explain().applied?.requests).toBe(requests);
  });

  it('counts nothing for AWSXRayRuleSampler', async () => {
    const sampler = new AWSXRayRuleSampler({ endpoint: server.url });
    await sampler.ready();
    expect(decide(sampler, {}, under({}))).toBe(2);
    sampler.stopPollers();
    expect(String(sampler)).toBe(
      `XRayRuleSampler{endpoint=${server.url},fallback=FallbackSampler{reservoir=1,rate=0.05}}`,
    );
  });
});

describe('the attribute aws.xray.sampling_rule', () => {
  const attributesOf = (sampler: Sampler, attributes: Attributes = {}) =>
    sampler.shouldSample(ROOT_CONTEXT, TRACE_ID, 'GET', 1, attributes, []).attributes;

  it('names the rule, sampled or not', async () => {
    replies['/GetSamplingRules'] = rulesReply(
      rule(),
      rule({ RuleName: 'never', URLPath: '/no', Priority: 0, FixedRate: 0 }),
    );
    const sampler = await startLoaded();
    expect(attributesOf(sampler)).toEqual({ 'aws.xray.sampling_rule': 'r' });
    expect(attributesOf(sampler, { 'url.path': '/no' })).toEqual({ 'aws.xray.sampling_rule': 'never' });
  });

  it('is absent by default, and under the fallback', async () => {
    expect(attributesOf(await startLoaded({ attributes: false }))).toBeUndefined();
    replies['/GetSamplingRules'] = cut;
    const sampler = start();
    await sampler.ready();
    expect(attributesOf(sampler)).toBeUndefined();
  });
});

describe('the fallback', () => {
  beforeEach(() => {
    replies['/GetSamplingRules'] = cut;
  });

  it('is one a second, then 5 %', async () => {
    const sampler = start();
    const low = '0'.repeat(31) + '1';
    expect(decide(sampler)).toBe(2);
    expect(decide(sampler)).toBe(0);
    expect(sampler.shouldSample(ROOT_CONTEXT, low, 'GET', 1, {}, []).decision).toBe(2);
    vi.advanceTimersByTime(1_000);
    expect(decide(sampler)).toBe(2);
  });

  it('can be a sampler, which gets all it needs', () => {
    const fallback = { shouldSample: vi.fn(() => ({ decision: 0 as const })), toString: () => 'Mine' };
    const sampler = start({ fallback });
    const links = [{ context: { traceId: TRACE_ID, spanId: '4c721bf33e3caf8f', traceFlags: 0 } }];
    sampler.shouldSample(ROOT_CONTEXT, TRACE_ID, 'name', 3, { a: 1 }, links);
    expect(fallback.shouldSample).toHaveBeenCalledExactlyOnceWith(ROOT_CONTEXT, TRACE_ID, 'name', 3, { a: 1 }, links);
    expect(String(sampler)).toBe(`XRayRemoteSampler{endpoint=${server.url},fallback=Mine}`);
  });

  it('can be a document of local rules', () => {
    const sampler = start({ fallback: { version: 2, default: { fixed_target: 0, rate: 0 } } });
    expect(decide(sampler)).toBe(0);
  });

  it('that throws samples nothing, and is reported once', () => {
    const fallback = {
      shouldSample: () => {
        throw new Error('broken');
      },
    };
    const sampler = start({ fallback });
    expect([decide(sampler), decide(sampler)]).toEqual([0, 0]);
    expect(lines.filter((line) => line.includes('broken'))).toHaveLength(1);
  });
});

describe('a decision that fails inside', () => {
  it('is the fallback’s', async () => {
    const sampler = await startLoaded();
    replies['/GetSamplingRules'] = rulesReply(rule({ HTTPMethod: 'GET', FixedRate: 0 }));
    const evil = Object.defineProperty({}, 'http.request.method', {
      get: () => {
        throw new Error('no');
      },
    });
    const other = await startLoaded();
    expect(decide(other, evil)).toBe(2);
    expect(decide(sampler, evil)).toBe(2);
  });
});

describe('shutdown', () => {
  it('aborts requests in flight, is idempotent, and leaves no timer', async () => {
    let response: ServerResponse | undefined;
    replies['/GetSamplingRules'] = (given) => {
      response = given;
    };
    const sampler = start();
    await server.received(1);
    const closed = once(response!, 'close');
    sampler.stopPollers();
    await Promise.all([closed, sampler.shutdown(), sampler.shutdown()]);
    expect(await sampler.ready()).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    expect(lines).toEqual([]);
  });
});

describe('explain', () => {
  it('explains why a request on a quiet endpoint is not sampled', async () => {
    replies['/GetSamplingRules'] = rulesReply(
      rule({ RuleName: 'checkout', Priority: 1, HTTPMethod: 'POST', URLPath: '/checkout/*' }),
      rule({ RuleName: 'other service', Priority: 2, ServiceName: 'billing' }),
      rule({ RuleName: 'vip', Priority: 3, Attributes: { tier: 'gold' } }),
      rule({ RuleName: 'quiet', Priority: 4, URLPath: '/reports/*', FixedRate: 0.05, ReservoirSize: 1 }),
      rule({ RuleName: 'Default', Priority: 10_000, FixedRate: 0.05 }),
    );
    const sampler = await startLoaded({ resource: { attributes: { 'service.name': 'orders' } } });
    const attributes = { 'http.request.method': 'GET', 'url.path': '/reports/7', tier: 'silver' };
    expect([decide(sampler, attributes), decide(sampler, attributes)]).toEqual([2, 0]);
    expect(sampler.explain(attributes)).toEqual({
      decidedBy: 'rules',
      reason: 'rule quiet is the first that matches',
      rules: [
        {
          ruleName: 'checkout',
          priority: 1,
          outcome: 'mismatch',
          failed: { field: 'HTTPMethod', pattern: 'POST', value: 'GET' },
        },
        {
          ruleName: 'other service',
          priority: 2,
          outcome: 'mismatch',
          failed: { field: 'ServiceName', pattern: 'billing', value: 'orders' },
        },
        {
          ruleName: 'vip',
          priority: 3,
          outcome: 'mismatch',
          failed: { field: 'Attributes.tier', pattern: 'gold', value: 'silver' },
        },
        { ruleName: 'quiet', priority: 4, outcome: 'applied' },
        { ruleName: 'Default', priority: 10_000, outcome: 'shadowed' },
      ],
      applied: {
        ruleName: 'quiet',
        rate: 0.05,
        rateOf: 'rule',
        reservoir: { kind: 'borrow', perSecond: 1, takenThisSecond: 1 },
        requests: 2,
        sampled: 1,
        borrowed: 1,
      },
    });
  });

  it.each([
    [{ Host: 'a.example' }, {}, { field: 'Host', pattern: 'a.example', value: undefined }],
    [{ URLPath: '/x' }, {}, { field: 'URLPath', pattern: '/x', value: '/' }],
    [{ ServiceType: 'AWS::*' }, {}, { field: 'ServiceType', pattern: 'AWS::*', value: undefined }],
    [{ ResourceARN: 'arn:*' }, {}, { field: 'ResourceARN', pattern: 'arn:*', value: undefined }],
  ])('of a rule with %j', async (fields, attributes, failed) => {
    replies['/GetSamplingRules'] = rulesReply(rule(fields));
    const sampler = await startLoaded();
    expect(sampler.explain(attributes)).toEqual({
      decidedBy: 'fallback',
      reason: 'no rule matches',
      rules: [{ ruleName: 'r', priority: 1, outcome: 'mismatch', failed }],
    });
  });

  it('knows a function by its invocation', async () => {
    replies['/GetSamplingRules'] = rulesReply(rule({ ResourceARN: '*:function:a' }));
    const sampler = await startLoaded({ resource: { attributes: { 'cloud.platform': 'aws_lambda' } } });
    const arn = (name: string) => ({
      'aws.lambda.invoked_arn': `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    });
    expect(sampler.explain(arn('a')).decidedBy).toBe('rules');
    expect(sampler.explain(arn('b')).rules[0]?.failed).toMatchObject({
      field: 'ResourceARN',
      value: arn('b')['aws.lambda.invoked_arn'],
    });
  });
});

describe('samplerFromEnv', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([undefined, '', 'always_on', 'parentbased_traceidratio'])('leaves %s to the SDK', (name) => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', name);
    expect(samplerFromEnv()).toBeUndefined();
  });

  it('makes the remote sampler with its arguments', async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'xray');
    vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', ` endpoint=${server.url} , polling_interval=60,unknown=1,,novalue`);
    const sampler = samplerFromEnv()!;
    samplers.push(sampler);
    expect(await sampler.ready()).toBe(true);
    expect(String(sampler)).toContain(`{endpoint=${server.url},`);
    await advance(60, 2);
  });

  it('warns of a wrong argument and leaves it out', () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'XRay');
    vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', 'endpoint=nowhere,polling_interval=soon');
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', server.url.slice('http://'.length));
    const sampler = samplerFromEnv()!;
    samplers.push(sampler);
    expect(String(sampler)).toContain(`{endpoint=${server.url},`);
    expect(lines).toEqual([
      'warn OTEL_TRACES_SAMPLER_ARG: endpoint is "nowhere", expected an http: or https: URL; it is left out',
      'warn OTEL_TRACES_SAMPLER_ARG: polling_interval is "soon", expected a number of seconds; it is left out',
    ]);
  });
});
