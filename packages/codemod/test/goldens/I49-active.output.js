const { trace } = require('@opentelemetry/api');
const { addMetadata: putMetadata, annotate } = require('@otel-xray/format');

exports.handler = async (event) => {
  annotate(trace.getActiveSpan(), 'tenant', event.tenant);
  putMetadata(trace.getActiveSpan(), 'default', 'event', event);
  trace.getActiveSpan()?.setAttribute('enduser.id', event.user);
  const segment = trace.getActiveSpan();
  annotate(segment, 'kind', event.kind);
  console.log(segment?.spanContext().traceId.replace(/^(.{8})/, '1-$1-'), trace.getActiveSpan()?.spanContext().spanId);
};
