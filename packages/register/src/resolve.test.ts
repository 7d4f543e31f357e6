import { tmpdir } from 'node:os';
import { ROOT_CONTEXT, type TextMapPropagator, TraceFlags, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { installedModules } from './installed-modules.ts';
import { checkOptions, type RegisterOptions } from './options.ts';
import * as resolve from './resolve.ts';

const with_ = (options: RegisterOptions = {}) => checkOptions(options);
const classesOf = (parts: readonly object[]): string[] => parts.map((part) => part.constructor.name);

describe('isSwitchedOff', () => {
  it.each([
    [{}, false],
    [{ AWS_XRAY_SDK_ENABLED: 'true' }, false],
    [{ AWS_XRAY_SDK_ENABLED: 'False' }, true],
    [{ OTEL_SDK_DISABLED: 'false' }, false],
    [{ OTEL_SDK_DISABLED: 'TRUE' }, true],
  ])('under %j is %s', (env, expected) => {
    expect(resolve.isSwitchedOff(env)).toBe(expected);
  });
});

describe('toServiceName', () => {
  it.each([
    ['the option', { serviceName: 'mine' }, { OTEL_SERVICE_NAME: 'env' }, 'mine'],
    ['the variable', { serviceName: 'auto' }, { OTEL_SERVICE_NAME: 'env' }, 'env'],
    ['what the detectors find', {}, { AWS_XRAY_TRACING_NAME: 'weaker' }, undefined],
    ['what the detectors find, of an empty variable', {}, { OTEL_SERVICE_NAME: '' }, undefined],
  ] as const)('is %s', (_, options, env, expected) => {
    expect(resolve.toServiceName(with_(options), env)).toBe(expected);
  });
});

describe('toIdGenerator', () => {
  it('makes ids that begin with the time', () => {
    const seconds = Number.parseInt(resolve.toIdGenerator(with_()).generateTraceId().slice(0, 8), 16);
    expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(5);
  });

  it('keeps the one that is given', () => {
    const mine = { generateTraceId: () => 'a'.repeat(32), generateSpanId: () => 'b'.repeat(16) };
    expect(resolve.toIdGenerator(with_({ idGenerator: mine }))).toBe(mine);
  });
});

describe('toPropagator', () => {
  afterEach(() => vi.unstubAllEnvs());
  const span = {
    traceId: '581cf771a006649127e371903a2de979',
    spanId: '4c721bf33e3caf8f',
    traceFlags: TraceFlags.SAMPLED,
  };
  const headersOf = (propagator: TextMapPropagator): Record<string, string> => {
    const headers: Record<string, string> = {};
    const setter = {
      set: (_: unknown, name: string, value: string) => {
        headers[name.toLowerCase()] = value;
      },
    };
    propagator.inject(trace.setSpanContext(ROOT_CONTEXT, span), headers, setter);
    return headers;
  };
  const xray = { 'x-amzn-trace-id': 'Root=1-581cf771-a006649127e371903a2de979;Parent=4c721bf33e3caf8f;Sampled=1' };
  const w3c = { traceparent: '00-581cf771a006649127e371903a2de979-4c721bf33e3caf8f-01' };

  it('writes both headers', () => {
    expect(headersOf(resolve.toPropagator(with_(), {}))).toEqual({ ...w3c, ...xray });
  });

  it.each([
    ['xray', xray],
    ['tracecontext', w3c],
    ['tracecontext,baggage,xray', { ...w3c, ...xray }],
    ['none', {}],
  ])('writes what OTEL_PROPAGATORS=%s names', (names, headers) => {
    vi.stubEnv('OTEL_PROPAGATORS', names);
    expect(headersOf(resolve.toPropagator(with_(), process.env))).toEqual(headers);
  });

  it('lets the X-Ray header win over the W3C one', () => {
    const carrier = { traceparent: '00-11111111111111111111111111111111-2222222222222222-01', ...xray };
    const getter = {
      keys: Object.keys,
      get: (headers: Record<string, string>, name: string) => headers[name.toLowerCase()],
    };
    const context = resolve.toPropagator(with_(), {}).extract(ROOT_CONTEXT, carrier, getter);
    expect(trace.getSpanContext(context)).toMatchObject({ traceId: span.traceId, spanId: span.spanId });
  });

  it('adds to the default', () => {
    const mine: TextMapPropagator = {
      inject: (_, headers, setter) => setter.set(headers, 'x-mine', '1'),
      extract: (context) => context,
      fields: () => ['x-mine'],
    };
    expect(headersOf(resolve.toPropagator(with_({ propagators: ['auto', mine] }), {}))).toEqual({
      ...w3c,
      ...xray,
      'x-mine': '1',
    });
    expect(headersOf(resolve.toPropagator(with_({ propagators: [mine] }), {}))).toEqual({ 'x-mine': '1' });
  });
});

describe('the lists', () => {
  it('hold the default, and what is given beside it', async () => {
    const processor = {
      onStart: () => {},
      onEnd: () => {},
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    const processors = resolve.toSpanProcessors(with_({ spanProcessors: [processor, 'auto'] }));
    expect(processors[0]).toBe(processor);
    expect(classesOf(processors)).toEqual(['Object', 'AWSXRaySpanProcessor']);
    await processors[1]?.shutdown();
  });

  it('hand the options of the span processor on, which checks them', () => {
    const options = { daemonAddress: 'nowhere' };
    expect(() => resolve.toSpanProcessors(with_(options))).toThrow(/daemonAddress/);
  });

  it('instrument http, the AWS SDK without the HTTP inside it, and undici', () => {
    const instrumentations = resolve.toInstrumentations(with_(), {}, installedModules(undefined, tmpdir()));
    const expected = ['HttpInstrumentation', 'AwsInstrumentation', 'UndiciInstrumentation', 'AWSClientInstrumentation'];
    expect(classesOf(instrumentations)).toEqual(expected);
    expect(instrumentations[1]?.getConfig()).toMatchObject({ suppressInternalInstrumentation: true });
    for (const instrumentation of instrumentations) instrumentation.disable();
  });

  it('always name the service', () => {
    const [name, ...others] = resolve.toResourceDetectors(
      with_({ resourceDetectors: [] }),
      { AWS_XRAY_TRACING_NAME: 'orders' },
      undefined,
    );
    expect(name?.detect()).toEqual({ attributes: { 'service.name': 'orders' } });
    expect(others).toEqual([]);
  });

  it.each([
    ['auto', ['SIGTERM', 'SIGINT', 'SIGHUP']],
    [
      ['auto', 'SIGHUP'],
      ['SIGTERM', 'SIGINT', 'SIGHUP'],
    ],
    [[], []],
  ] as const)('of signals from %j are %j', (signals, expected) => {
    expect(resolve.toSignals(with_({ signals }))).toEqual(expected);
  });
});

describe('toSampler', () => {
  const resource = resolve.toResource(with_({ resourceDetectors: [], serviceName: 'orders' }), {}, undefined);

  it('keeps the one that is given', () => {
    const mine = { shouldSample: () => ({ decision: 1 }), toString: () => 'Mine' };
    const sampler = resolve.toSampler(with_({ sampler: mine }), {}, resource);
    expect([String(sampler), sampler?.shouldSample(ROOT_CONTEXT, '', '', 0, {}, [])]).toEqual([
      'Mine',
      { decision: 1 },
    ]);
  });

  it('creates the sampler that the environment names', () => {
    expect(String(resolve.toSampler(with_(), { OTEL_TRACES_SAMPLER: 'always_on' }, resource))).toBe('AlwaysOnSampler');
  });

  it('knows the service by its name', () => {
    expect(resource.attributes['service.name']).toBe('orders');
  });
});

describe('toLogLevel', () => {
  it.each([
    [{}, {}, 'warn'],
    [{ logLevel: 'none' }, { OTEL_LOG_LEVEL: 'debug', AWS_XRAY_DEBUG_MODE: 'true' }, 'none'],
    [{}, { OTEL_LOG_LEVEL: 'info', AWS_XRAY_LOG_LEVEL: 'error' }, 'info'],
    [{}, { OTEL_LOG_LEVEL: ' ALL ' }, 'verbose'],
    [{}, { OTEL_LOG_LEVEL: 'loud', AWS_XRAY_LOG_LEVEL: 'error' }, 'error'],
    [{}, { AWS_XRAY_DEBUG_MODE: '1', AWS_XRAY_LOG_LEVEL: 'error' }, 'debug'],
    [{}, { AWS_XRAY_DEBUG_MODE: 'false', AWS_XRAY_LOG_LEVEL: 'error' }, 'error'],
    [{}, { AWS_XRAY_LOG_LEVEL: 'SILENT' }, 'none'],
    [{}, { AWS_XRAY_LOG_LEVEL: 'loud' }, 'warn'],
  ] as const)('of %j under %j is %s', (options, env, expected) => {
    expect(resolve.toLogLevel(with_(options), env)).toBe(expected);
  });
});
