import './tracing.mjs';
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { traceAWSClient } from '@otel-xray/aws-client';
import { annotate } from '@otel-xray/format';
import { wrapHandler } from '@otel-xray/lambda';

const tracer = trace.getTracer('orders');
const dynamodb = traceAWSClient(new DynamoDBClient({}));

// Not recorded: no invocation runs while the module is loaded, and the span would be a service of its own on the map.
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
      const sum = total(order);
      if (process.env.TABLE) await store(order.customer, sum);
      return { statusCode: 201, body: JSON.stringify({ total: sum }) };
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

function store(customer, sum) {
  const Item = { id: { S: randomUUID() }, customer: { S: customer }, total: { N: String(sum) } };
  return dynamodb.send(new PutItemCommand({ TableName: process.env.TABLE, Item }));
}

/** A supplier that does not answer: the function runs into its time limit. */
async function forever(span) {
  tracer.startSpan('ask supplier').end();
  await new Promise((resolve) => setTimeout(resolve, 900_000));
  span.end();
}
