const { SpanKind, SpanStatusCode, trace } = require('@opentelemetry/api');

/** The program under test: ships a parcel, and traces that. */
function ship(weightKilograms) {
  return trace.getTracer('shipping').startActiveSpan('ship', { kind: SpanKind.SERVER }, (span) => {
    span.setAttribute('parcel.weight', weightKilograms);
    try {
      if (weightKilograms > 30) throw new RangeError('too heavy');
      return 'on its way';
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

module.exports = { ship };
