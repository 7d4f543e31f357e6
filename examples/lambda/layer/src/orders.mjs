// No word about tracing: the layer does it.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient({});
const prices = new Map([
  ['lamp', 40],
  ['desk', 320],
]);

/** Called by a function URL: stores an order. */
export const handler = async ({ body }) => {
  const { customer, items } = JSON.parse(body);
  const total = items.reduce((sum, item) => sum + (prices.get(item) ?? 0), 0);
  await dynamodb.send(
    new PutItemCommand({
      TableName: process.env.TABLE,
      Item: { id: { S: randomUUID() }, customer: { S: customer }, total: { N: String(total) } },
    }),
  );
  return { statusCode: 201, body: JSON.stringify({ total }) };
};
