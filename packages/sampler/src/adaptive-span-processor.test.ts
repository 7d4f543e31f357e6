import { createHash } from 'node:crypto';
import { type Context, createTraceState, ROOT_CONTEXT, type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AdaptiveSamplingConfig } from './adaptive-config.ts';
import { AWSXRayAdaptiveSpanProcessor } from './adaptive-span-processor.ts';
import { AWSXRayRemoteSampler } from './aws-xray-remote-sampler.ts';
import type { HttpSend } from './http-send.ts';

const RULE = {
  RuleName: 'r',
  Priority: 1,
  FixedRate: 0,
  Version: 1,
  SamplingRateBoost: { MaxRate: 1, CooldownWindowMinutes: 5 },
};
const HASH = createHash('sha256').update('r').digest('hex').slice(0, 16);
const ERROR = { 'http.response.status_code': 500 };

let rules: object[];
let reports: { SamplingStatisticsDocuments: object[]; SamplingBoostStatisticsDocuments?: object[] }[];
let reply: object | undefined;
let sampler: AWSXRayRemoteSampler;
let captured: InMemorySpanExporter;
let provider: TracerProvider;

const send: HttpSend = async ({ url, body }) => {
  if (url.endsWith('/GetSamplingRules'))
    return {
      status: 200,
      body: JSON.stringify({ SamplingRuleRecords: rules.map((SamplingRule) => ({ SamplingRule })) }),
    };
  reports.push(JSON.parse(body));
  return { status: reply ? 200 : 500, body: JSON.stringify(reply) };
};

async function start(adaptiveSampling: boolean | AdaptiveSamplingConfig = true): Promise<void> {
  const resource = { attributes: { 'service.name': 'orders' } };
  sampler = new AWSXRayRemoteSampler({ send, adaptiveSampling, resource });
  await sampler.ready();
  captured = new InMemorySpanExporter();
  const processor = new AWSXRayAdaptiveSpanProcessor({ sampler, exporter: captured });
  provider = new TracerProvider({ sampler, spanProcessors: [processor] });
}
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_767_225_600_000 });
  rules = [RULE];
  reports = [];
  reply = { SamplingTargetDocuments: [] };
});
afterEach(async () => {
  await sampler.shutdown();
  await provider.shutdown();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function span(attributes: object, context: Context = ROOT_CONTEXT): SpanContext {
  const made = provider.getTracer('t').startSpan('GET', { kind: SpanKind.SERVER, attributes: {} }, context);
  made.setAttributes({ ...attributes });
  made.end();
  return made.spanContext();
}
async function report(): Promise<unknown> {
  await vi.advanceTimersByTimeAsync(10_100);
  return reports.at(-1)?.SamplingBoostStatisticsDocuments;
}
const counts = (TotalCount: number, AnomalyCount: number, SampledAnomalyCount = 0) => ({
  RuleName: 'r',
  ServiceName: 'orders',
  Timestamp: expect.any(Number),
  TotalCount,
  AnomalyCount,
  SampledAnomalyCount,
});
const below = (fields: Partial<SpanContext>): Context => {
  const parent = {
    traceId: '6955b90000000001000000029955b903',
    spanId: '4c721bf33e3caf8f',
    traceFlags: 0,
    isRemote: true,
  };
  return trace.setSpanContext(ROOT_CONTEXT, { ...parent, ...fields });
};
const member = (rule: string) => createTraceState(`other=1,xrsr=${rule}`);

describe('boost', () => {
  it('is reported for, once a trace, and counts come again when a report fails', async () => {
    await start();
    span({});
    span(ERROR);
    reply = undefined;
    expect(await report()).toEqual([counts(2, 1)]);
    reply = { SamplingTargetDocuments: [] };
    span(ERROR);
    expect(await report()).toEqual([counts(3, 2)]);
    await report();
    expect(reports).toHaveLength(2);
  });

  it('raises the rate until its end', async () => {
    await start();
    const BoostRateTTL = Date.now() / 1e3 + 15;
    reply = {
      SamplingTargetDocuments: [{ RuleName: 'r', FixedRate: 0, SamplingBoost: { BoostRate: 1, BoostRateTTL } }],
    };
    span(ERROR);
    await report();
    expect(span(ERROR).traceFlags).toBe(1);
    vi.setSystemTime(BoostRateTTL * 1e3);
    expect(span({}).traceFlags).toBe(0);
    expect(await report()).toEqual([counts(2, 1, 1)]);
  });

  it('counts all spans of a trace once, an anomaly below the root too', async () => {
    await start();
    const root = provider.getTracer('t').startSpan('root', {}, ROOT_CONTEXT);
    const context = trace.setSpan(ROOT_CONTEXT, root);
    span(ERROR, context);
    span(ERROR, context);
    root.end();
    expect(await report()).toEqual([counts(1, 1)]);
  });

  it.each([
    ['the rule that the caller names', { traceState: member(HASH) }, [counts(1, 1)]],
    ['no rule where the caller names none', {}, undefined],
    ['no rule where it is not known here', { traceState: member('0123456789abcdef') }, undefined],
  ])('reports for %s', async (_, parent, expected) => {
    await start();
    span(ERROR, below(parent));
    expect(await report()).toEqual(expected);
  });

  it('is not reported for where a rule has none, or detects nothing', async () => {
    rules = [{ ...RULE, SamplingRateBoost: undefined }];
    await start();
    span(ERROR);
    expect(await report()).toBeUndefined();
    await sampler.shutdown();
    rules = [{ ...RULE, SamplingRateBoost: { ...RULE.SamplingRateBoost, DisableDefaultAnomalyDetection: true } }];
    await start();
    span(ERROR);
    expect(await report()).toEqual([counts(1, 0)]);
  });
});

describe('the trace state', () => {
  it('names the rule that decided, and is passed on unchanged', async () => {
    await start();
    expect(span({}).traceState?.serialize()).toBe(`xrsr=${HASH}`);
    expect(span({}, below({ traceState: member('0123456789abcdef') })).traceState?.serialize()).toBe(
      'other=1,xrsr=0123456789abcdef',
    );
  });

  it('names none where the fallback decided, and none without adaptive sampling', async () => {
    rules = [];
    await start();
    expect(span({}).traceState).toBeUndefined();
    rules = [RULE];
    await start(false);
    expect(span(ERROR).traceState).toBeUndefined();
    expect(captured.getFinishedSpans()).toEqual([]);
  });
});

describe('capture', () => {
  it('keeps anomalous traces that were not sampled, so many a second, and their later spans', async () => {
    await start();
    const root = provider.getTracer('t').startSpan('root', { attributes: { kept: 'yes' } }, ROOT_CONTEXT);
    const { traceId } = span(ERROR, trace.setSpan(ROOT_CONTEXT, root));
    span(ERROR);
    root.end();
    const spans = captured.getFinishedSpans();
    expect(spans.map(({ name }) => name)).toEqual(['GET', 'root']);
    for (const each of spans) expect(each.spanContext()).toMatchObject({ traceId, traceFlags: 0 });
    expect(spans[1]).toMatchObject({
      attributes: { kept: 'yes', 'aws.trace.flag.sampled': false },
      resource: expect.anything(),
      ended: true,
    });
    vi.setSystemTime(Date.now() + 1_000);
    span(ERROR);
    expect(captured.getFinishedSpans()).toHaveLength(3);
  });

  it('leaves spans that were sampled to others', async () => {
    rules = [{ ...RULE, FixedRate: 1 }];
    await start();
    const others = new InMemorySpanExporter();
    const processor = new AWSXRayAdaptiveSpanProcessor({ sampler, exporter: captured });
    provider = new TracerProvider({
      sampler,
      spanProcessors: [processor, new SimpleSpanProcessor({ exporter: others })],
    });
    span(ERROR);
    expect([captured.getFinishedSpans().length, others.getFinishedSpans().length]).toEqual([0, 1]);
  });

  it.each([
    [{ anomalyConditions: [] }, 0],
    [{ anomalyConditions: [{ errorCodeRegex: '^5', usage: 'sampling-boost' as const }] }, 0],
    [{ anomalyCaptureLimit: { anomalyTracesPerSecond: 0 } }, 0],
    [{ anomalyCaptureLimit: { anomalyTracesPerSecond: 2 } }, 2],
  ])('under %j keeps %i of 3', async (config, expected) => {
    await start(config);
    for (let i = 0; i < 3; i++) span(ERROR);
    expect(captured.getFinishedSpans()).toHaveLength(expected);
  });
});

it('survives an exporter that throws, and one that is absent', async () => {
  await start();
  const exporter = {
    export: () => {
      throw new Error('no');
    },
    shutdown: async () => {},
  };
  for (const options of [{ sampler, exporter }, { sampler }]) {
    const processor = new AWSXRayAdaptiveSpanProcessor(options);
    provider = new TracerProvider({ sampler, spanProcessors: [processor] });
    expect(() => span(ERROR)).not.toThrow();
    await processor.forceFlush();
    await processor.shutdown();
  }
  expect(() => new AWSXRayAdaptiveSpanProcessor({ sampler: {} as never })).toThrow(/^Option "sampler" must be/);
  expect(() => new AWSXRayAdaptiveSpanProcessor({ sampler, exporter: {} as never })).toThrow(
    /^Option "exporter" must be/,
  );
});
