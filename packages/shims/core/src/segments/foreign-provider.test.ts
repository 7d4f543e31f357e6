import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { createTranslator } from '@otel-xray/translator';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { xray } from '../xray.ts';
import { endPending } from './recording.ts';

const finished: ReadableSpan[] = [];
const processor = {
  onStart: () => undefined,
  onEnd: (span: ReadableSpan) => void finished.push(span),
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

beforeEach(() => {
  finished.length = 0;
});
afterAll(() => {
  trace.disable();
  context.disable();
});

function run(): Record<string, ReadableSpan> {
  const segment = new xray.Segment('shop');
  segment.addAnnotation('order', 5);
  segment.addMetadata('cart', [1], 'ns');
  segment.setUser('ada');
  segment.http = { request: { method: 'GET', url: 'http://a/' }, response: { status: 200 } };
  xray.getNamespace().run(() => {
    xray.setSegment(segment);
    xray.captureFunc('sub', (sub) => sub?.addError(new RangeError('too far')));
    trace.getTracer('app').startActiveSpan('span', (span) => {
      xray.captureFunc('below', () => undefined);
      span.end();
    });
  });
  segment.close();
  endPending();
  return Object.fromEntries(finished.map((span) => [span.name, span]));
}

describe('with a tracer provider of the application', () => {
  it('segments and subsegments are its spans, with the standard attributes', () => {
    const { shop, sub } = run();
    expect(shop).toMatchObject({
      kind: SpanKind.SERVER,
      attributes: {
        order: 5,
        'aws.xray.annotations': ['order'],
        'aws.xray.metadata.ns': '{"cart":[1]}',
        'enduser.id': 'ada',
        'http.request.method': 'GET',
        'url.full': 'http://a/',
        'http.response.status_code': 200,
      },
    });
    expect(sub).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'too far' },
      attributes: { 'aws.xray.fault': true },
    });
  });

  it('form one tree with the spans of OpenTelemetry', () => {
    const spans = run();
    const parents = Object.fromEntries(
      Object.entries(spans).map(([name, span]) => [
        name,
        Object.values(spans).find((parent) => parent.spanContext().spanId === span.parentSpanContext?.spanId)?.name,
      ]),
    );
    expect(parents).toEqual({ shop: undefined, sub: 'shop', span: 'shop', below: 'span' });
  });

  it('have the IDs of their spans, in the documents of our exporter too', () => {
    const { shop } = run();
    const [document] = createTranslator().translate(finished).documents;
    expect(document).toMatchObject({ name: 'shop', id: shop?.spanContext().spanId, annotations: { order: 5 } });
    expect(document?.subsegments?.map(({ name }) => name).sort()).toEqual(['span', 'sub']);
  });

  it('keep the trace of a header', () => {
    const root = '1-5759e988-bd862e3fe1be46a994272793';
    const segment = new xray.Segment('s', root, '53995c3f42cd8ad8');
    segment.addNewSubsegment('child').close();
    segment.close();
    endPending();
    expect(segment.trace_id).toBe(root);
    expect(finished.map((span) => span.spanContext().traceId)).toEqual(
      Array(2).fill('5759e988bd862e3fe1be46a994272793'),
    );
    expect(finished.find(({ name }) => name === 's')?.parentSpanContext?.spanId).toBe('53995c3f42cd8ad8');
  });

  it('setSegment works in a context that the application entered', () => {
    trace.getTracer('app').startActiveSpan('span', (span) => {
      const sub = xray.getSegment()?.addNewSubsegment('sub');
      xray.setSegment(sub as never);
      expect(xray.getSegment()).toBe(sub);
      span.end();
    });
  });
});
