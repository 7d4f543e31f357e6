import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalXRay, startLocalXRay } from '@otel-xray/local';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';
import { runtimeClient } from './runtime-client/build.mjs';
import { runFunction } from './runtime-client/run-function.ts';

const client = runtimeClient();
const reason = 'reason' in client ? client.reason : '';
const example = join(root, 'examples/lambda');

/** As the README of @otel-xray/lambda shows it: `register` is preloaded and traces the client. */
const COMMONJS = `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { wrapHandler } = require('@otel-xray/lambda');
const dynamodb = new DynamoDBClient({});
exports.handler = wrapHandler(async () => {
  await dynamodb.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: '1' } } }));
  return { statusCode: 201 };
});
`;

/** Without a word about OpenTelemetry: the layer brings it. */
const TRACED_CLIENT = `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { traceAWSClient } from '@otel-xray/aws-client';
const dynamodb = traceAWSClient(new DynamoDBClient({}));
export const handler = async () => {
  await dynamodb.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: '1' } } }));
  return { statusCode: 201 };
};
`;

let xray: LocalXRay;
let dynamodb: Server;
let folder: string;
beforeAll(async () => {
  xray = await startLocalXRay({ port: 0 });
  dynamodb = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}'));
  }).listen(0, '127.0.0.1');
  await once(dynamodb, 'listening');
  folder = await mkdtemp(join(tmpdir(), 'otel-xray-table-'));
  const withPackages = async (name: string): Promise<string> => {
    await mkdir(join(folder, name));
    await symlink(join(root, 'node_modules'), join(folder, name, 'node_modules'));
    return join(folder, name);
  };
  await writeFile(join(await withPackages('commonjs'), 'index.cjs'), COMMONJS);
  const bundled = await runNode([join(example, 'bundle.mjs'), await withPackages('esm-bundle')]).ended;
  expect(bundled.errors).toBe('');
  const common = { bundle: true, minify: true, format: 'cjs', platform: 'node', target: 'node22' } as const;
  await build({
    ...common,
    entryPoints: [join(example, 'src/handler.mjs')],
    outfile: join(folder, 'sdk-inside/index.js'),
    logLevel: 'error',
  });
  await build({
    ...common,
    stdin: { contents: TRACED_CLIENT, resolveDir: example },
    outfile: join(folder, 'traced-client/index.js'),
  });
  await build({
    ...common,
    entryPoints: [join(example, 'layer/src/orders.mjs')],
    outfile: join(await withPackages('sdk-outside'), 'index.js'),
    external: ['@aws-sdk/*'],
  });
});
afterEach(() => xray.reset());
afterAll(async () => {
  dynamodb?.closeAllConnections();
  dynamodb?.close();
  await xray?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const REGISTER = { NODE_OPTIONS: '--import=@otel-xray/register/auto' };

describe.skipIf(reason !== '')(`a DynamoDB table on the map${reason && ` (skipped: ${reason})`}`, () => {
  it.each([
    ['the wrapper in an ES module', () => join(example, 'src'), 'handler.handler', {}],
    ['the wrapper in CommonJS, with register preloaded', () => join(folder, 'commonjs'), 'index.handler', REGISTER],
    ['the wrapper in an ES bundle', () => join(folder, 'esm-bundle'), 'handler.handler', {}],
    ['the wrapper in a CommonJS bundle with the AWS SDK', () => join(folder, 'sdk-inside'), 'index.handler', {}],
    ['the layer on an ES module', () => join(example, 'layer/src'), 'orders.handler', {}],
    ['the layer on a CommonJS bundle', () => join(folder, 'sdk-outside'), 'index.handler', {}],
    ['the layer on a bundle with the AWS SDK', () => join(folder, 'traced-client'), 'index.handler', {}],
  ])('%s', async (name, taskRoot, handler, env) => {
    const { answers, errors } = await runFunction({
      client: 'file' in client ? client.file : '',
      taskRoot: taskRoot(),
      handler,
      layer: name.startsWith('the layer'),
      events: [{ body: '{"customer":"c-1","items":["lamp"]}' }],
      env: {
        AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.udpPort}`,
        AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(dynamodb.address() as AddressInfo).port}`,
        TABLE: 'orders-table',
        ...env,
      },
    });
    expect(errors).toBe('');
    expect(answers.map(({ kind, body }) => [kind, JSON.parse(body).statusCode])).toEqual([['response', 201]]);
    const function_ = 'id(name: "orders", type: "AWS::Lambda::Function")';
    const table = 'id(name: "orders-table", type: "AWS::DynamoDB::Table")';
    await xray.waitFor(`edge(${function_}, ${table})`);
    expect(await xray.traces()).toHaveLength(1);
    expect(await xray.traces(`edge(${table}, ${function_})`)).toEqual([]);
  });
});
