const { SpanStatusCode, trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('I45-several-sets');
const { getNamespace, setSegment, Segment } = require('aws-xray-sdk-core');
const ns = getNamespace();

ns.run(() => {
  const first = new Segment('first');
  setSegment(first);
  tracer.startActiveSpan('work', (span) => {
    try {
      return work();
    } catch (err) {
      span.recordException(err);
      span.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
      throw err;
    } finally {
      span.end();
    }
  });
  const second = new Segment('second');
  setSegment(second);
  second.close();
  first.close();
});
