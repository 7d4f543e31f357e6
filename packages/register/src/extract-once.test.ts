import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator } from '@opentelemetry/core';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRayPropagator } from '@otel-xray/propagator';
import { describe, expect, it } from 'vitest';
import { ExtractOncePropagator } from './extract-once.ts';

const TRACE = '6b0de0bcaaaaaaaaaaaaaaaaaaaaaaaa';
const CALLER = '1111111111111111';
const headersOf = (spanId: string) => ({
  'x-amzn-trace-id': `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${spanId};Sampled=1`,
  baggage: 'tenant=acme',
});

const propagator = new ExtractOncePropagator(
  new CompositePropagator({ propagators: [new AWSXRayPropagator(), new W3CBaggagePropagator()] }),
);
const extract = (context: typeof ROOT_CONTEXT, spanId = CALLER) =>
  propagator.extract(context, headersOf(spanId), defaultTextMapGetter);
const tracer = new TracerProvider().getTracer('test');

describe('ExtractOncePropagator', () => {
  it('extracts into a context without a span', () => {
    expect(trace.getSpanContext(extract(ROOT_CONTEXT))).toMatchObject({ traceId: TRACE, spanId: CALLER });
  });

  it('keeps the active span when its own parent is extracted again, and the baggage', () => {
    const server = tracer.startSpan('GET /', {}, extract(ROOT_CONTEXT));
    const again = extract(trace.setSpan(ROOT_CONTEXT, server));
    expect(trace.getSpan(again)).toBe(server);
    expect(propagation.getBaggage(again)?.getEntry('tenant')?.value).toBe('acme');
  });

  it.each([
    ['of another caller', '2222222222222222', undefined],
    ['of a local parent', CALLER, { traceId: TRACE, spanId: CALLER, traceFlags: 1 }],
  ])('passes on the headers %s', (_, spanId, localParent?: SpanContext) => {
    const parent = localParent === undefined ? extract(ROOT_CONTEXT) : trace.setSpanContext(ROOT_CONTEXT, localParent);
    const active = tracer.startSpan('poll', {}, parent);
    const extracted = extract(trace.setSpan(ROOT_CONTEXT, active), spanId);
    expect(trace.getSpanContext(extracted)).toMatchObject({ traceId: TRACE, spanId, isRemote: true });
  });

  it('injects as the propagator does, and names its fields', () => {
    const carrier = {};
    propagator.inject(extract(ROOT_CONTEXT), carrier, defaultTextMapSetter);
    expect(Object.keys(carrier)).toEqual(['x-amzn-trace-id', 'baggage']);
    expect(propagator.fields()).toEqual(['x-amzn-trace-id', 'baggage']);
  });
});
