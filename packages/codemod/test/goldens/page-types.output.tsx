import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('page-types');

interface Props {
  readonly items: readonly { readonly id: string; readonly price: number }[];
}

export function total<Item extends { readonly price: number }>(items: readonly Item[]): number {
  return tracer.startActiveSpan('total', (sub) => {
    try {
      sub?.setAttribute('aws.xray.metadata.default', JSON.stringify({ items }));
      return items.reduce((sum, { price }) => sum + price, 0);
    } catch (err) {
      sub.recordException(err as Error);
      sub.setStatus({ code: SpanStatusCode.ERROR, message: (err as Error).message });
      throw err;
    } finally {
      sub.end();
    }
  });
}

export const textOf = ({ items }: Props): string => tracer.startActiveSpan('text', (span) => {
  try {
    return `${items.length} items, ${total(items)}`;
  } catch (err) {
    span.recordException(err as Error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: (err as Error).message });
    throw err;
  } finally {
    span.end();
  }
});
