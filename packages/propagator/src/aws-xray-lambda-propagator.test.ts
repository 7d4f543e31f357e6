import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import {
  type Context,
  createContextKey,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AWSXRayLambdaPropagator } from './aws-xray-lambda-propagator.ts';

const headerOf = (digit: string, sampled = '1'): string =>
  `Root=1-${digit.repeat(8)}-${digit.repeat(24)};Parent=${digit.repeat(16)};Sampled=${sampled}`;
const contextOf = (digit: string, traceFlags = 1) => ({
  traceId: digit.repeat(32),
  spanId: digit.repeat(16),
  traceFlags,
  isRemote: true,
});
const LINEAGE_KEY = createContextKey('aws.xray.lineage');

const extract = (propagator: AWSXRayLambdaPropagator, carrier = {}, context = ROOT_CONTEXT): Context =>
  propagator.extract(context, carrier, defaultTextMapGetter);
const inject = (propagator: AWSXRayLambdaPropagator, context: Context): string | undefined => {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier['x-amzn-trace-id'];
};

beforeEach(() => {
  vi.stubEnv('_X_AMZN_TRACE_ID', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe('the invocation’s header', () => {
  const throwing = (): never => {
    throw new Error('no store');
  };
  it.each([
    ['the option first', () => headerOf('a'), () => headerOf('b'), headerOf('c'), 'a'],
    ['then the store', () => undefined, () => headerOf('b'), headerOf('c'), 'b'],
    ['then the environment', () => '', () => '', headerOf('c'), 'c'],
    ['past sources that throw', throwing, throwing, headerOf('c'), 'c'],
    ['past sources that give no text', () => 1 as unknown as string, () => ({}), headerOf('c'), 'c'],
  ])('comes from %s', (_, traceHeader, getXRayTraceId, env, digit) => {
    vi.stubGlobal('awslambda', { InvokeStore: { getXRayTraceId } });
    vi.stubEnv('_X_AMZN_TRACE_ID', env);
    const propagator = new AWSXRayLambdaPropagator({ traceHeader });
    expect(trace.getSpanContext(extract(propagator))).toEqual(contextOf(digit));
  });

  it.each([[{}], [{ InvokeStore: {} }], [null], ['text']])('is not in a global awslambda of %j', (awslambda) => {
    vi.stubGlobal('awslambda', awslambda);
    vi.stubEnv('_X_AMZN_TRACE_ID', headerOf('c'));
    expect(trace.getSpanContext(extract(new AWSXRayLambdaPropagator()))).toEqual(contextOf('c'));
  });

  it('is read at each extraction, never kept', () => {
    const propagator = new AWSXRayLambdaPropagator();
    const seen = ['a', 'b', 'c'].map((digit) => {
      vi.stubEnv('_X_AMZN_TRACE_ID', headerOf(digit));
      return trace.getSpanContext(extract(propagator))?.traceId;
    });
    expect(seen).toEqual(['a', 'b', 'c'].map((digit) => digit.repeat(32)));
  });

  it('belongs to its own invocation where two overlap', async () => {
    const store = new AsyncLocalStorage<string>();
    vi.stubGlobal('awslambda', { InvokeStore: { getXRayTraceId: () => store.getStore() } });
    const propagator = new AWSXRayLambdaPropagator();
    const invoke = (digit: string): Promise<string[]> =>
      store.run(`${headerOf(digit)};Lineage=1:${digit.repeat(8)}:0`, async () => {
        const headers: string[] = [];
        for (let i = 0; i < 3; i++) {
          const context = extract(propagator);
          await setImmediate();
          headers.push(inject(propagator, context) ?? '');
        }
        return headers;
      });
    const expected = (digit: string): string[] => Array(3).fill(`${headerOf(digit)};Lineage=1:${digit.repeat(8)}:0`);
    expect(await Promise.all([invoke('a'), invoke('b')])).toEqual([expected('a'), expected('b')]);
  });

  it('leaves the event’s context alone if it cannot be used', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-nonsense;Lineage=1:0a0b0c0d:4');
    const context = extract(new AWSXRayLambdaPropagator(), { 'x-amzn-trace-id': headerOf('a') });
    expect(trace.getSpanContext(context)).toEqual(contextOf('a'));
    expect(context.getValue(LINEAGE_KEY)).toBe('1:0a0b0c0d:4');
  });
});

it('gives its Lineage to an outgoing header whose context has none', () => {
  const propagator = new AWSXRayLambdaPropagator();
  vi.stubEnv('_X_AMZN_TRACE_ID', `${headerOf('a')};Lineage=1:0a0b0c0d:4`);
  const context = trace.setSpanContext(ROOT_CONTEXT, contextOf('b'));
  expect(inject(propagator, context)).toBe(`${headerOf('b')};Lineage=1:0a0b0c0d:4`);
  vi.stubEnv('_X_AMZN_TRACE_ID', `${headerOf('a')};Lineage=nonsense`);
  expect(inject(propagator, context)).toBe(headerOf('b'));
});

describe('ignoreUnsampled', () => {
  it('leaves the decision to the function, and keeps Lineage', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', `${headerOf('a', '0')};Lineage=1:0a0b0c0d:4`);
    const context = extract(new AWSXRayLambdaPropagator({ ignoreUnsampled: true }));
    expect(trace.getSpanContext(context)).toBeUndefined();
    expect(context.getValue(LINEAGE_KEY)).toBe('1:0a0b0c0d:4');
  });

  it('does not touch the event’s header', () => {
    const carrier = { 'x-amzn-trace-id': headerOf('a', '0') };
    const context = extract(new AWSXRayLambdaPropagator({ ignoreUnsampled: true }), carrier);
    expect(trace.getSpanContext(context)).toEqual(contextOf('a', 0));
  });

  it('is off by default', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', headerOf('a', '0'));
    expect(trace.getSpanContext(extract(new AWSXRayLambdaPropagator()))).toEqual(contextOf('a', 0));
  });
});

it('accepts the other options too', () => {
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-aaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaa;k=v;Sampled=1');
  const propagator = new AWSXRayLambdaPropagator({ adoptRoot: true, forwardFields: true });
  expect(inject(propagator, extract(propagator))).toBe(`${headerOf('a')};k=v`);
});

describe('adoptRoot', () => {
  const ROOT = 'Root=1-aaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaa';
  const EVENT = 'Root=1-bbbbbbbb-bbbbbbbbbbbbbbbbbbbbbbbb';
  const traceIdOf = (environment: string, event?: string) => {
    vi.stubEnv('_X_AMZN_TRACE_ID', environment);
    const carrier = event === undefined ? {} : { 'x-amzn-trace-id': event };
    const propagator = new AWSXRayLambdaPropagator({ adoptRoot: true });
    return trace.getSpanContext(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter))?.traceId;
  };

  it.each([
    ['not that of PassThrough, which says that the function is not traced', ROOT, undefined, undefined],
    ['that of a load balancer, from the event', ROOT, EVENT, 'b'.repeat(32)],
    [
      'not that of the invocation, where the event names a caller',
      `${ROOT};Sampled=1`,
      `${EVENT};Parent=bbbbbbbbbbbbbbbb;Sampled=1`,
      'b'.repeat(32),
    ],
    ['that of the invocation, where it has a decision', `${ROOT};Sampled=1`, undefined, 'a'.repeat(32)],
  ])('adopts %s', (_, environment, event, expected) => {
    expect(traceIdOf(environment, event)).toBe(expected);
  });
});

it('names its header in an array of the caller’s own', () => {
  const propagator = new AWSXRayLambdaPropagator();
  propagator.fields().push('mine');
  expect(propagator.fields()).toEqual(['x-amzn-trace-id']);
});
