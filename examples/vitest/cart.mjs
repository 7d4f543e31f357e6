import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('cart');

/** The program under test: prices a cart, with a span for each lookup of a price. */
export function checkOut(customer, items) {
  return tracer.startActiveSpan('POST /checkout', { kind: SpanKind.SERVER }, (span) => {
    span.setAttributes({ 'http.request.method': 'POST', 'url.path': '/checkout', 'customer.id': customer });
    try {
      const total = items.reduce((sum, item) => sum + priceOf(item), 0);
      span.setAttribute('http.response.status_code', 200);
      return total;
    } catch (error) {
      span.setAttribute('http.response.status_code', 500);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

const PRICES = new Map([
  ['lamp', 40],
  ['desk', 250],
]);

function priceOf(item) {
  return tracer.startActiveSpan('price', (span) => {
    span.setAttribute('item', item);
    try {
      const price = PRICES.get(item);
      if (price === undefined) throw new RangeError(`there is no ${item}`);
      return price;
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
