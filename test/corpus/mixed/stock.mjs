import { connectedTo } from '../recorder/aws.mjs';
import { load, start } from './tracing.mjs';

const express = load('express');
const { DynamoDBClient, GetItemCommand } = load('@aws-sdk/client-dynamodb');
const dynamo = new DynamoDBClient({ ...connectedTo(Number(process.env.AWS_PORT), load), maxAttempts: 1 });

const app = express();
app.set('env', 'test');
app.get('/stock/:id', async (request, response) => {
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: 'stock', Key: { id: { S: request.params.id } } }));
  response.json({ left: Item?.left?.N ?? 0 });
});
start(app, async () => {});
