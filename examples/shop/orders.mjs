// Orders: prices from a file in S3, exchange rates from a third party, payment from payment-api, orders kept in DynamoDB.
import { Agent, get } from 'node:http';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { trace } from '@opentelemetry/api';
import { addMetadata, annotate } from '@otel-xray/format';
import { Answer, ask, serve } from './server.mjs';

const { PAYMENT_URL, RATES_URL, ORDERS_TABLE, FILES_BUCKET } = process.env;
const dynamodb = new DynamoDBClient();
const s3 = new S3Client({ forcePathStyle: true });
const tracer = trace.getTracer('shop');

let orders = 0;

serve('orders', {
  'POST /orders': async (_, { customer, cart, card }) => {
    // An annotation is indexed: this request can be found again by its customer. Metadata is stored beside it.
    annotate(trace.getActiveSpan(), 'customer_id', customer);
    addMetadata(trace.getActiveSpan(), 'shop', 'cart', cart);

    const prices = await getFile('prices.json');
    const rate = await euroRate();
    const total = Math.round(cart.reduce((sum, { sku, count }) => sum + prices[sku] * count, 0) * rate * 100) / 100;
    const id = `o-${++orders}`;
    const payment = await ask('POST', `${PAYMENT_URL}/payments`, { order: id, customer, total, card });

    const item = { id: { S: id }, customer: { S: customer }, total: { N: String(total) }, payment: { S: payment.id } };
    await dynamodb.send(new PutItemCommand({ TableName: ORDERS_TABLE, Item: item }));
    return { id, total };
  },

  'GET /orders': async (id) => {
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: ORDERS_TABLE, Key: { id: { S: id } } }));
    if (!Item) throw new Answer(404, { error: `there is no order ${id}` });
    return { id, customer: Item.customer.S, total: Number(Item.total.N) };
  },
});

/** Our own code as a step of its own on the timeline. */
function getFile(name) {
  return tracer.startActiveSpan('getFile', async (span) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: FILES_BUCKET, Key: name }));
    const text = await Body.transformToString();
    span.setAttribute('file.size', text.length);
    span.end();
    return JSON.parse(text);
  });
}

// In this example the third party is a process on this machine, whatever its name.
const loopback = { address: '127.0.0.1', family: 4 };
const agent = new Agent({ lookup: (_host, { all }, found) => found(null, all ? [loopback] : loopback.address, 4) });

/** Returns the price of one euro, from a third party that knows nothing of tracing. */
function euroRate() {
  return new Promise((resolve, reject) => {
    get(`${RATES_URL}/latest?base=EUR`, { agent }, async (response) => {
      resolve(JSON.parse(Buffer.concat(await response.toArray()).toString()).rate);
    }).on('error', reject);
  });
}
