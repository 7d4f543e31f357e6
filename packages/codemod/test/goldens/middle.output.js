const { context, trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('middle');

exports.nested = () =>
  tracer.startActiveSpan('outer', async (outer) => {
    const later = tracer.startSpan('later');
    await tracer.startActiveSpan('inner', async (inner) => {
      const below = tracer.startSpan('below', undefined, trace.setSpan(context.active(), outer));
      below.end();
      inner.end();
    });
    later.end();
    outer.end();
  });
