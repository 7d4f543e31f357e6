import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { SpanLike } from '@otel-xray/translator';
import type { Transport } from './transports/transport.ts';

/** The methods of a span processor. */
interface Processor {
  onStart(span: SpanLike, parentContext: Context): void;
  onEnd(span: SpanLike): void;
  forceFlush(): Promise<void>;
}

/** Drops every document. */
export const NOWHERE: Transport = { send: async () => ({ status: 'success' }), shutdown: async () => {} };

/** Options of the processor for `warmUp`. It reads no address from the environment, so that a wrong one is logged once. */
export const WARM_UP_OPTIONS = { target: NOWHERE, daemonAddress: '127.0.0.1:2000', endpoint: 'http://127.0.0.1' };

/**
 * Sends a made-up span through a processor whose target is `NOWHERE`. V8 compiles the code for the first span, which takes 10 ms and more.
 * In Lambda's init phase no invocation waits for that, and Lambda does not throttle the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function warmUp(processor: Processor): void {
  processor.onStart(SPAN, ROOT_CONTEXT);
  processor.onEnd(SPAN);
  void processor.forceFlush();
}

const TRACE_ID = '0123456789abcdef0123456789abcdef';
const SPAN: SpanLike = {
  name: 'warm-up',
  kind: 1,
  spanContext: () => ({ traceId: TRACE_ID, spanId: '0123456789abcdef', traceFlags: 1 }),
  parentSpanContext: { traceId: TRACE_ID, spanId: 'fedcba9876543210', traceFlags: 1, isRemote: true },
  startTime: [0, 0],
  endTime: [0, 1],
  status: { code: 0 },
  attributes: {
    'faas.trigger': 'http',
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'url.path': '/',
  },
  events: [],
  links: [],
  resource: { attributes: { 'service.name': 'warm-up', 'cloud.platform': 'aws_lambda' } },
  instrumentationScope: { name: 'warm-up' },
};
