const { SpanKind, context, trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('I46-run-inside');

exports.job = (work) =>
  context.with(context.active(), () => {
    const segment = tracer.startSpan('job', { kind: SpanKind.SERVER, root: true });
    return context.with(trace.setSpan(context.active(), segment), () => {
      const result = work();
      segment.end();
      return result;
    });
  });
