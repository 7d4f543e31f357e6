const { SpanStatusCode, trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('I51-fields');
const AWSXRay = require('aws-xray-sdk-core');

exports.call = (name, work) =>
  AWSXRay.captureAsyncFunc(name, async (sub) => {
    sub.namespace = 'remote';
    const result = await work();
    sub.close();
    return result;
  });

exports.other = (work) => tracer.startActiveSpan('other', (span) => {
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
