import type { SpanLike, Translator } from '@otel-xray/translator';

/**
 * Translates a made-up span and drops the document. The first translation compiles most of the translator, which takes 10 ms and more.
 * In Lambda's init phase no invocation waits for that, and Lambda does not throttle the function.
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
