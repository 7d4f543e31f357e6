const { SpanStatusCode, trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('nested');

exports.checkout = async (cart) =>
  tracer.startActiveSpan('checkout', async (sub) => {
    const total = tracer.startActiveSpan('price', (inner) => {
      try {
        inner.setAttributes({ items: cart.length, 'aws.xray.annotations': ['items'] });
        const taxes = tracer.startActiveSpan('taxes', (span) => {
          try {
            check(cart);
            return taxesOf(cart);
          } catch (err) {
            span.recordException(err);
            span.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
            throw err;
          } finally {
            span.end();
          }
        });
        return sum(cart) + taxes;
      } catch (err) {
        inner.recordException(err);
        inner.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
        throw err;
      } finally {
        inner.end();
      }
    });
    try {
      return await pay(total);
    } finally {
      sub.end();
    }
  });
