const { SpanStatusCode, trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('flags');

exports.check = (status) =>
  tracer.startActiveSpan('check', (sub) => {
    try {
      if (status === 429) { sub.setAttribute('aws.xray.throttle', true); sub.setStatus({ code: SpanStatusCode.ERROR }); }
      else if (status >= 500) { sub.setAttribute('aws.xray.fault', true); sub.setStatus({ code: SpanStatusCode.ERROR }); }
      else if (status >= 400) { sub.setAttribute('aws.xray.error', true); sub.setStatus({ code: SpanStatusCode.ERROR }); }
      sub.setAttributes({ 'http status': status, 'aws.xray.annotations': ['http status'] });
      return status;
    } catch (err) {
      sub.recordException(err);
      sub.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
      throw err;
    } finally {
      sub.end();
    }
  });
