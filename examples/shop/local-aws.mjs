// DynamoDB and S3 on this machine, filled with what the shop needs. Not traced: in AWS they are not ours either.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import dynalite from 'dynalite';
import S3rver from 's3rver';

const { ORDERS_TABLE, FILES_BUCKET } = process.env;
const prices = { book: 12.5, lamp: 49, piano: 4900 };

const folder = mkdtempSync(join(tmpdir(), 'shop-s3-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit());

const buckets = [{ name: FILES_BUCKET, configs: [] }];
const { port: s3Port } = await new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory: folder,
  configureBuckets: buckets,
}).run();
const s3 = new S3Client({ forcePathStyle: true, endpoint: `http://127.0.0.1:${s3Port}` });
await s3.send(new PutObjectCommand({ Bucket: FILES_BUCKET, Key: 'prices.json', Body: JSON.stringify(prices) }));

const server = dynalite({ createTableMs: 0 });
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const endpoint = `http://127.0.0.1:${server.address().port}`;
const dynamodb = new DynamoDBClient({ endpoint });
await dynamodb.send(
  new CreateTableCommand({
    TableName: ORDERS_TABLE,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  }),
);
await waitUntilTableExists(
  { client: dynamodb, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 10 },
  { TableName: ORDERS_TABLE },
);

console.log(`dynamodb listens on ${endpoint}`);
console.log(`s3 listens on http://127.0.0.1:${s3Port}`);
