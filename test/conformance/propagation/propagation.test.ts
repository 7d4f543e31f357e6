import { readFileSync } from 'node:fs';
import {
  type Context,
  createContextKey,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { AWSXRayLambdaPropagator, type AWSXRayLambdaPropagatorOptions, AWSXRayPropagator } from '@otel-xray/propagator';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

interface SpanContextRow {
  traceId: string;
  spanId: string;
  traceFlags: number;
  isRemote?: boolean;
  traceState?: string;
}

interface Expected extends SpanContextRow {
  injected?: string;
  lineage?: string;
  sameContext?: boolean;
}

interface Row {
  name: string;
  carrier: Record<string, unknown>;
  parent?: SpanContextRow | null;
  env?: string;
  invokeStore?: string;
  options?: AWSXRayLambdaPropagatorOptions;
  expected: Expected | null;
  decision?: 'deferred' | 'made';
}

interface InjectRow {
  name: string;
  spanContext: SpanContextRow | null;
  carrierBefore?: Record<string, string>;
  extractedFirst?: Record<string, string>;
  suppressed?: boolean;
  baggage?: Record<string, string>;
  expectedCarrier: Record<string, string>;
}

interface Cases {
  header: Row[];
  lambda: Row[];
  inject: InjectRow[];
  tracestate: Row[];
  deferred: Row[];
}

const cases: Cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'));

const LINEAGE_KEY = createContextKey('aws.xray.lineage');
const DEFERRED_KEY = createContextKey('aws.xray.sampling.deferred');
const SUPPRESS_KEY = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

function toSpanContext({ traceState, ...row }: SpanContextRow): SpanContext {
  return traceState === undefined ? row : { ...row, traceState: createTraceState(traceState) };
}

function contextWith(parent: SpanContextRow | null | undefined): Context {
  return parent ? trace.setSpanContext(ROOT_CONTEXT, toSpanContext(parent)) : ROOT_CONTEXT;
}

function inject(propagator: TextMapPropagator, context: Context): unknown {
  const carrier: Record<string, unknown> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier['x-amzn-trace-id'];
}

function check(propagator: TextMapPropagator, row: Row): Context {
  const before = structuredClone(row.carrier);
  const input = contextWith(row.parent);
  const output = propagator.extract(input, row.carrier, defaultTextMapGetter);
  expect(row.carrier).toEqual(before);

  const { traceState, ...spanContext } = trace.getSpanContext(output) ?? {};
  if (row.expected === null) {
    expect(output).toBe(input);
    return output;
  }
  const { injected, lineage, sameContext, traceState: expectedState, ...expected } = row.expected;
  expect(spanContext).toEqual(expected);
  expect(traceState?.serialize()).toBe(expectedState);
  expect(output.getValue(LINEAGE_KEY)).toBe(lineage);
  if (injected !== undefined) expect(inject(propagator, output)).toBe(injected);
  if (sameContext) expect(output).toBe(input);
  return output;
}

describe('header', () => {
  it.each(cases.header)('$name', (row) => {
    check(new AWSXRayPropagator(), row);
  });
});

describe('header, outside of Lambda, with the Lambda propagator', () => {
  it.each(cases.header)('$name', (row) => {
    check(new AWSXRayLambdaPropagator(), row);
  });
});

describe('lambda', () => {
  beforeEach(() => {
    vi.stubEnv('_X_AMZN_TRACE_ID', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });

  it.each(cases.lambda)('$name', (row) => {
    const propagator = new AWSXRayLambdaPropagator(row.options);
    if (row.env !== undefined) vi.stubEnv('_X_AMZN_TRACE_ID', row.env);
    if (row.invokeStore !== undefined) {
      vi.stubGlobal('awslambda', { InvokeStore: { getXRayTraceId: () => row.invokeStore } });
    }
    check(propagator, row);
  });
});

describe('inject', () => {
  it.each(cases.inject)('$name', (row) => {
    const propagator = new AWSXRayPropagator();
    let context = propagator.extract(ROOT_CONTEXT, row.extractedFirst ?? {}, defaultTextMapGetter);
    if (row.spanContext) context = trace.setSpanContext(context, toSpanContext(row.spanContext));
    if (row.suppressed) context = context.setValue(SUPPRESS_KEY, true);
    if (row.baggage) {
      const entries = Object.entries(row.baggage).map(([key, value]) => [key, { value }] as const);
      context = propagation.setBaggage(context, propagation.createBaggage(Object.fromEntries(entries)));
    }
    const carrier = { ...row.carrierBefore };
    propagator.inject(context, carrier, defaultTextMapSetter);
    expect(carrier).toEqual(row.expectedCarrier);
  });
});

describe('tracestate', () => {
  it.each(cases.tracestate)('$name', (row) => {
    check(new AWSXRayPropagator(), row);
  });
});

describe('deferred', () => {
  it.each(cases.deferred)('$name', (row) => {
    const context = check(new AWSXRayPropagator(row.options), row);
    expect(context.getValue(DEFERRED_KEY)).toBe(row.decision === 'deferred' ? true : undefined);
  });
});
