import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('page');

export default function Page({ items }) {
  const total = tracer.startActiveSpan('total', (sub) => {
    try {
      sub.setAttributes({ items: items.length, 'aws.xray.annotations': ['items'] });
      return items.reduce((sum, { price }) => sum + price, 0);
    } catch (err) {
      sub.recordException(err);
      sub.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
      throw err;
    } finally {
      sub.end();
    }
  });
  return (
    <main data-trace={trace.getActiveSpan()?.spanContext().traceId.replace(/^(.{8})/, '1-$1-')}>
      {items.map((item) => (
        <p key={item.id}>{tracer.startActiveSpan('label', (span) => {
          try {
            return label(item);
          } catch (err) {
            span.recordException(err);
            span.setStatus({ code: SpanStatusCode.ERROR, message: err?.message });
            throw err;
          } finally {
            span.end();
          }
        })}</p>
      ))}
      <b>{total}</b>
    </main>
  );
}
