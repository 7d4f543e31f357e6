const { SpanStatusCode, trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('I33-promise-finally');

exports.load = (id) =>
  tracer.startActiveSpan('load', (sub) => {
    try {
      sub.setAttributes({ id, kind: 'order', 'aws.xray.annotations': ['id', 'kind'] });
      return fetchOrder(id).finally(() => sub.end());
    } catch (err) {
      sub.recordException(err);
      sub.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
      sub.end();
      throw err;
    }
  });
