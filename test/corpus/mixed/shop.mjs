import { connectedTo } from '../recorder/aws.mjs';
import { load, start } from './tracing.mjs';

const { AWS_PORT, PG_PORT, REDIS_PORT, STOCK_PORT } = process.env;
const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/123456789012';

const express = load('express');
const { request: send } = load('undici');
const { SQSClient, SendMessageCommand } = load('@aws-sdk/client-sqs');
const { DynamoDBClient, GetItemCommand } = load('@aws-sdk/client-dynamodb');
const settings = { ...connectedTo(Number(AWS_PORT), load), maxAttempts: 1 };
const dynamo = new DynamoDBClient(settings);
const sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false, md5: false });

// The caller sends no request that needs a server which is not on this machine.
const pool =
  PG_PORT &&
  new (load('pg').Pool)({
    host: '127.0.0.1',
    port: Number(PG_PORT),
    user: 'corpus',
    password: 'corpus',
    database: 'shop',
  });
const redis = REDIS_PORT && new (load('ioredis').Redis)({ host: '127.0.0.1', port: Number(REDIS_PORT) });
const stock = `http://127.0.0.1:${STOCK_PORT}/stock`;
const enqueue = (name, body) => sqs.send(new SendMessageCommand({ QueueUrl: `${QUEUE}/${name}`, MessageBody: body }));
const throttled = () => dynamo.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: 'throttled' } } }));

const app = express();
app.set('env', 'test');
app.get('/orders/:id', async (request, response) => {
  const { rows } = (await pool?.query('SELECT id FROM purchases WHERE id = $1', [request.params.id])) ?? { rows: [] };
  const { left } = await (await fetch(`${stock}/${request.params.id}`)).json();
  response.json({ rows, left });
});
app.post('/orders/:id', async (request, response) => {
  await pool?.query('INSERT INTO purchases VALUES ($1)', [request.params.id]);
  await enqueue('orders', request.params.id);
  await enqueue('invoices', request.params.id);
  response.status(201).end();
});
app.get('/left/:id', async (request, response) =>
  response.json(await (await send(`${stock}/${request.params.id}`)).body.json()),
);
app.get('/cart/:id', async (request, response) => {
  await redis?.set(`cart:${request.params.id}`, 'lamp');
  response.json(await redis?.get(`cart:${request.params.id}`));
});
app.get('/boom', () => {
  throw new TypeError('the cart is empty');
});
app.get('/duplicate', async () => pool.query('INSERT INTO purchases VALUES (0)'));
app.get('/throttled', throttled);
start(app, async () => {
  await pool?.end();
  redis?.disconnect();
});
