import type { SpanLike, Translator } from '@otel-xray/translator';

/**
 * Translates a span that was never recorded, and drops the document. The first translation compiles most of the translator, 10 ms and more at the
 * memory size of a small function. During Lambda's init phase that costs no invocation anything, and the processor is not throttled.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function warmUp(translator: Pick<Translator, 'translateToBytes'>): void {
  translator.translateToBytes([SPAN], () => {});
}

const SPAN: SpanLike = {
  name: 'warm-up',
  kind: 1,
  spanContext: () => ({ traceId: '0123456789abcdef0123456789abcdef', spanId: '0123456789abcdef', traceFlags: 1 }),
  parentSpanContext: {
    traceId: '0123456789abcdef0123456789abcdef',
    spanId: 'fedcba9876543210',
    traceFlags: 1,
    isRemote: true,
  },
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
