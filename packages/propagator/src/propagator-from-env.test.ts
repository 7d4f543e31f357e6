import {
  type Context,
  createContextKey,
  defaultTextMapGetter,
  defaultTextMapSetter,
  diag,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AWSXRayLambdaPropagator } from './aws-xray-lambda-propagator.ts';
import { AWSXRayPropagator } from './aws-xray-propagator.ts';
import { propagatorFromEnv } from './propagator-from-env.ts';

const VISITED = createContextKey('visited');

/** Notes its name in the context and in the carrier. */
function named(name: string): TextMapPropagator {
  return {
    inject: (_context, carrier, setter) => setter.set(carrier, name, 'in'),
    extract: (context: Context) => context.setValue(VISITED, [...visited(context), name]),
    fields: () => [name, 'shared'],
  };
}
const visited = (context: Context): string[] => (context.getValue(VISITED) as string[] | undefined) ?? [];
const others = { tracecontext: () => named('tracecontext'), baggage: () => named('baggage') };

const warn = vi.fn();
beforeEach(() => {
  const silent = (): void => {};
  diag.setLogger({ error: silent, warn, info: silent, debug: silent, verbose: silent });
});
afterEach(() => {
  diag.disable();
  warn.mockReset();
  vi.unstubAllEnvs();
});

function fromEnv(text: string | undefined): TextMapPropagator {
  vi.stubEnv('OTEL_PROPAGATORS', text);
  return propagatorFromEnv(others);
}
const warnings = (): string[] => warn.mock.calls.map(([message]) => message);

it.each([
  [undefined, ['tracecontext', 'shared', 'baggage']],
  [' , ', ['tracecontext', 'shared', 'baggage']],
  ['xray', ['x-amzn-trace-id']],
  ['xray-lambda', ['x-amzn-trace-id']],
  ['baggage, XRay,tracecontext,baggage', ['baggage', 'shared', 'x-amzn-trace-id', 'tracecontext']],
  ['none', []],
  ['tracecontext,none', []],
])('OTEL_PROPAGATORS=%s', (text, fields) => {
  expect(fromEnv(text).fields()).toEqual(fields);
  expect(warnings()).toEqual([]);
});

it('makes ours by their names', () => {
  expect(fromEnv('xray')).toBeInstanceOf(AWSXRayPropagator);
  expect(fromEnv('xray-lambda')).toBeInstanceOf(AWSXRayLambdaPropagator);
});

it('warns about an unknown name and continues without it', () => {
  expect(fromEnv('b3,xray').fields()).toEqual(['x-amzn-trace-id']);
  expect(warnings()).toEqual([
    '@otel-xray/propagator: OTEL_PROPAGATORS: no propagator is known by the name "b3"; it is left out',
  ]);
});

it('warns about xray beside xray-lambda and uses the latter', () => {
  expect(fromEnv('xray,xray-lambda')).toBeInstanceOf(AWSXRayLambdaPropagator);
  expect(warnings()).toEqual([
    '@otel-xray/propagator: OTEL_PROPAGATORS: "xray-lambda" does what "xray" does, and both together do less; "xray" is left out',
  ]);
});

describe('several as one', () => {
  it('run in their order', () => {
    const propagator = fromEnv('baggage,tracecontext');
    expect(visited(propagator.extract(ROOT_CONTEXT, {}, defaultTextMapGetter))).toEqual(['baggage', 'tracecontext']);
    const carrier = {};
    propagator.inject(ROOT_CONTEXT, carrier, defaultTextMapSetter);
    expect(Object.keys(carrier)).toEqual(['baggage', 'tracecontext']);
  });

  it('do not suffer from one that throws', () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    vi.stubEnv('OTEL_PROPAGATORS', 'broken,xray');
    const propagator = propagatorFromEnv({ broken: () => ({ inject: broken, extract: broken, fields: () => [] }) });
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const context = propagator.extract(ROOT_CONTEXT, { 'x-amzn-trace-id': header }, defaultTextMapGetter);
    expect(trace.getSpanContext(context)?.spanId).toBe('53995c3f42cd8ad8');
    const carrier = {};
    propagator.inject(context, carrier, defaultTextMapSetter);
    expect(carrier).toEqual({ 'x-amzn-trace-id': header });
  });
});
