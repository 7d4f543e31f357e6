import './tracing.mjs';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { annotate } from '@otel-xray/format';
import { wrapHandler } from '@otel-xray/lambda';

const tracer = trace.getTracer('orders');

// While the module is loaded no invocation runs: this is not recorded, or it would be a service of its own on the map.
const prices = tracer.startActiveSpan('load prices', (span) => {
  span.end();
  return new Map([
    ['lamp', 40],
    ['desk', 320],
  ]);
});

/** Called by a function URL: places an order. */
export const handler = wrapHandler(async ({ body }) => {
  const order = JSON.parse(body);
  return tracer.startActiveSpan('place order', async (span) => {
    try {
      annotate(span, 'customer_id', order.customer);
      if (order.wait) await tracer.startActiveSpan('wait for stock', forever);
      return { statusCode: 201, body: JSON.stringify({ total: total(order) }) };
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      span.end();
    }
  });
});

function total({ items }) {
  return tracer.startActiveSpan('add up', (span) => {
    try {
      return items.reduce((sum, item) => sum + priceOf(item), 0);
    } finally {
      span.end();
    }
  });
}

function priceOf(item) {
  const price = prices.get(item);
  if (price === undefined) throw new RangeError(`there is no price for ${item}`);
  return price;
}

/** A supplier that does not answer: the function runs into its time limit. */
async function forever(span) {
  tracer.startSpan('ask supplier').end();
  await new Promise((resolve) => setTimeout(resolve, 900_000));
  span.end();
}
