import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SegmentDocument } from '@otel-xray/format';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runNode } from './run-process.ts';
import { runtimeClient } from './runtime-client/build.mjs';
import { type Answer, FUNCTION_SEGMENT, type FunctionRun, runFunction } from './runtime-client/run-function.ts';

const client = runtimeClient();
const file = 'file' in client ? client.file : '';
const reason = 'reason' in client ? client.reason : '';

/** The functions by file. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  'esm.mjs': 'export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });',
  'commonjs.cjs': 'exports.handler = async (event) => ({ got: event });',
  'assigned.cjs': 'module.exports = { handler: async () => "assigned" };',
  'package.json': '{ "type": "commonjs" }',
  'compiled.js': [
    '"use strict"; Object.defineProperty(exports, "__esModule", { value: true });',
    'const handler = async () => "compiled"; exports.handler = handler; exports.default = { other: handler };',
  ].join('\n'),
  'nested.mjs': 'export const api = { v1: { place: async () => "nested" } };',
  'default.mjs': 'export default { handler: async () => "by default" };',
  'dist/deep.mjs': 'export const handler = async () => "deep";',
  'callback.cjs': 'exports.handler = (event, context, callback) => callback(null, "called back");',
  'throws.mjs': 'export const handler = async () => { throw new RangeError("no price for lamp"); };',
  'throws-string.mjs': 'export const handler = async () => { throw "only a string"; };',
  'throws-sync.cjs': 'exports.handler = () => { throw new TypeError("at once"); };',
  'none.mjs': 'export const other = 1; export const value = { handler: 42 };',
  'syntax.mjs': 'export const handler = async () => {',
  'syntax-cjs.cjs': 'exports.handler = async () => {',
  'missing.mjs': 'import "no-such-package"; export const handler = async () => {};',
  'missing-cjs.cjs': 'require("no-such-package");',
  'fails.mjs': 'class ConfigError extends Error { name = "ConfigError" }; throw new ConfigError("TABLE is not set");',
  'open.mjs':
    'import { setInterval } from "node:timers"; export const handler = async () => { setInterval(() => {}, 1_000); return "open"; };',
  'stream.mjs': [
    'export const handler = awslambda.streamifyResponse(async (event, stream) => {',
    '  const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { "x-a": "b" } });',
    '  http.write("one "); http.write("two"); http.end();',
    '});',
  ].join('\n'),
  'stream-fails.mjs': [
    'export const handler = awslambda.streamifyResponse(async (event, stream) => {',
    '  stream.write("half"); await new Promise((resolve) => setImmediate(resolve)); throw new Error("supplier is away");',
    '});',
  ].join('\n'),
  'calls.mjs': [
    'import { get } from "node:http";',
    'import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";',
    'const { TARGET: endpoint } = process.env;',
    'const client = new DynamoDBClient({ endpoint, region: "eu-west-1" });',
    'const request = (path) => new Promise((resolve) => get(endpoint + path, (response) => response.resume().on("end", resolve)));',
    'export const handler = async () => {',
    '  await request("/http");',
    '  await (await fetch(endpoint + "/fetch")).text();',
    '  await client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: "1" } } }));',
    '  return process.env.NODE_OPTIONS;',
    '};',
  ].join('\n'),
  'calls-cjs.cjs': [
    'const http = require("node:http");',
    'const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");',
    'const { TARGET: endpoint } = process.env;',
    'const client = new DynamoDBClient({ endpoint, region: "eu-west-1" });',
    'const request = (path) => new Promise((resolve) => http.get(endpoint + path, (response) => response.resume().on("end", resolve)));',
    'exports.handler = async () => {',
    '  await request("/http");',
    '  await (await fetch(endpoint + "/fetch")).text();',
    '  await client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: "1" } } }));',
    '  return process.env.NODE_OPTIONS;',
    '};',
  ].join('\n'),
  'own-span.mjs': [
    'import { trace } from "@opentelemetry/api";',
    'export const handler = async () => trace.getTracer("app").startActiveSpan("place order", (span) => { span.end(); return "spanned"; });',
  ].join('\n'),
};

let taskRoot: string;
let target: Server;
const received: { url: string | undefined; header: unknown }[] = [];
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  taskRoot = await mkdtemp(join(tmpdir(), 'otel-xray-layer-'));
  for (const [name, code] of Object.entries(FUNCTIONS)) {
    await mkdir(dirname(join(taskRoot, name)), { recursive: true });
    await writeFile(join(taskRoot, name), code);
  }
  await symlink(join(root, 'node_modules'), join(taskRoot, 'node_modules'));
  target = createServer((request, response) => {
    received.push({ url: request.url, header: request.headers['x-amzn-trace-id'] });
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  env = { TARGET: `http://127.0.0.1:${(target.address() as AddressInfo).port}` };
});
afterAll(async () => {
  target?.closeAllConnections();
  target?.close();
  if (taskRoot !== undefined) await rm(taskRoot, { recursive: true, force: true });
});

/** Runs a function bare and below the layer. */
async function runBoth(handler: string, events: readonly unknown[] = [{ a: 1 }]): Promise<[FunctionRun, FunctionRun]> {
  const options = { client: file, taskRoot, handler, events, env };
  return [await runFunction({ ...options, layer: false }), await runFunction({ ...options, layer: true })];
}

/** What has to be equal: of an error its type, the first line of its message, and the first frame that is the function's own. */
function comparable(answers: readonly Answer[]): unknown {
  return answers.map(({ kind, body, mode, trailers }) => {
    const failed = kind !== 'response';
    return { kind, mode, body: failed ? errorOf(body) : body, type: trailers['lambda-runtime-function-error-type'] };
  });
}

function errorOf(body: string): unknown {
  const { errorType, errorMessage, trace = [] } = JSON.parse(body);
  const frame = (trace as string[]).find((line) => line.includes(taskRoot));
  return { errorType, errorMessage: String(errorMessage).split('\n')[0], frame };
}

const only = ({ documents }: FunctionRun): SegmentDocument => {
  expect(documents).toHaveLength(1);
  return documents[0] as SegmentDocument;
};

describe.skipIf(reason !== '')(
  `the layer under the runtime interface client${reason && ` (skipped: ${reason})`}`,
  () => {
    it.each([
      ['an ES module', 'esm.handler'],
      ['a CommonJS module', 'commonjs.handler'],
      ['module.exports assigned', 'assigned.handler'],
      ['compiled from TypeScript', 'compiled.handler'],
      ['a nested export', 'nested.api.v1.place'],
      ['an export of the default export', 'default.handler'],
      ['a file in a folder', 'dist/deep.handler'],
      ['a streamed response', 'stream.handler'],
      ['an open timer behind the answer', 'open.handler'],
    ])('answers as the bare function and sends one document: %s', async (_, handler) => {
      const [bare, layered] = await runBoth(handler);
      expect(comparable(bare.answers)).toEqual([expect.objectContaining({ kind: 'response' })]);
      expect(comparable(layered.answers)).toEqual(comparable(bare.answers));
      expect(layered.errors).toBe(bare.errors);
      expect(bare.documents).toEqual([]);
      expect(only(layered)).toMatchObject({
        type: 'subsegment',
        parent_id: FUNCTION_SEGMENT,
        name: 'orders',
        aws: { request_id: 'request-1' },
      });
      expect(only(layered).fault).toBe(false);
    });

    it.each([
      ['an error', 'throws.handler', 'no price for lamp'],
      ['a string', 'throws-string.handler', 'only a string'],
      ['an error before a promise', 'throws-sync.handler', 'at once'],
      ['an error half way through a stream', 'stream-fails.handler', 'supplier is away'],
    ])('answers as the bare function and records a fault: %s', async (_, handler, message) => {
      const [bare, layered] = await runBoth(handler);
      expect(comparable(layered.answers)).toEqual(comparable(bare.answers));
      const { fault, cause } = only(layered);
      expect(fault).toBe(true);
      expect(cause).toMatchObject({ exceptions: [{ message }] });
    });

    it.each([
      ['no such export', 'none.handler', 'Runtime.HandlerNotFound'],
      ['an export that is no function', 'none.value.handler', 'Runtime.HandlerNotFound'],
      ['no such file', 'nothing.handler', 'Runtime.ImportModuleError'],
      ['no dot', 'nothing', 'Runtime.MalformedHandlerName'],
      ['a parent folder', '../esm.handler', 'Runtime.MalformedHandlerName'],
      ['an ES module that cannot be parsed', 'syntax.handler', 'Runtime.UserCodeSyntaxError'],
      ['a CommonJS module that cannot be parsed', 'syntax-cjs.handler', 'Runtime.UserCodeSyntaxError'],
      ['an ES module whose package is missing', 'missing.handler', 'Error'],
      ['a CommonJS module whose package is missing', 'missing-cjs.handler', 'Runtime.ImportModuleError'],
      ['a module that throws', 'fails.handler', 'ConfigError'],
      ['a callback on Node 24', 'callback.handler', 'Runtime.CallbackHandlerDeprecated'],
    ])('fails as the bare function does: %s', async (_, handler, errorType) => {
      const [bare, layered] = await runBoth(handler);
      expect(comparable(bare.answers)).toEqual([
        expect.objectContaining({ kind: 'init error', body: expect.objectContaining({ errorType }) }),
      ]);
      expect(comparable(layered.answers)).toEqual(comparable(bare.answers));
      expect(layered.documents).toEqual([]);
    });

    it.each(['calls.handler', 'calls-cjs.handler'])(
      'traces http, fetch and the AWS SDK, and keeps NODE_OPTIONS: %s',
      async (handler) => {
        received.length = 0;
        const run = await runFunction({
          client: file,
          taskRoot,
          handler,
          layer: true,
          events: [{}, {}],
          env: { ...env, NODE_OPTIONS: '--stack-trace-limit=7' },
        });
        expect(run.errors).toBe('');
        expect(run.answers.map(({ body }) => body)).toEqual(
          Array.from({ length: 2 }, () => expect.stringMatching(/--stack-trace-limit=7 --import=/)),
        );
        expect(run.documents).toHaveLength(2);
        for (const [n, document] of run.documents.entries()) {
          const calls = document.subsegments ?? [];
          expect(calls.map(({ name, namespace }) => [name, namespace])).toEqual([
            ['127.0.0.1', 'remote'],
            ['127.0.0.1', 'remote'],
            ['DynamoDB', 'aws'],
          ]);
          expect(calls[2]?.aws).toMatchObject({ operation: 'GetItem', table_name: 'orders' });
          // Each request names the call's own subsegment as its parent.
          const headers = received.slice(3 * n, 3 * n + 3).map(({ header }) => header);
          expect(headers).toEqual(calls.map(({ id }) => expect.stringContaining(`Parent=${id};Sampled=1`)));
        }
        expect(run.documents.map(({ annotations }) => annotations?.['faas.coldstart'])).toEqual([true, false]);
      },
    );

    it('records spans that the function makes with an API of its own', async () => {
      const [, layered] = await runBoth('own-span.handler');
      expect(only(layered).subsegments?.map(({ name }) => name)).toEqual(['place order']);
    });

    it.each([{ OTEL_SDK_DISABLED: 'true' }, { AWS_XRAY_SDK_ENABLED: 'false' }])(
      'does nothing under %o',
      async (off) => {
        const options = { client: file, taskRoot, handler: 'esm.handler', layer: true, env: { ...env, ...off } };
        const run = await runFunction(options);
        expect(run).toMatchObject({ answers: [{ kind: 'response' }], documents: [], errors: '' });
      },
    );
  },
);

describe('the layer’s archive', () => {
  const folder = join(root, 'packages/lambda-layer/dist');
  const zip = readFileSync(join(folder, 'layer.zip'));
  const files = unzipSync(zip);
  const text = (name: string): string => Buffer.from(files[name] ?? []).toString('utf8');

  it('has at most 250 KiB, no map and no test', () => {
    expect(zip.length).toBeLessThanOrEqual(250 * 1_024);
    expect(Object.keys(files).filter((name) => /\.map$|\.test\.|\.d\.m?ts$|\/tests?\//.test(name))).toEqual([]);
    expect(Object.keys(files)).toEqual([...Object.keys(files)].sort());
  });

  it('holds no path of the machine that built it', () => {
    for (const name of Object.keys(files)) expect(text(name).includes(root), name).toBe(false);
  });

  it('holds the licence of every package inside', () => {
    const licences = text('otel-xray/LICENSES.txt');
    const inside = Object.keys(files).flatMap((name) => /node_modules\/([^/]+)\/package\.json$/.exec(name)?.[1] ?? []);
    expect(inside).toEqual(expect.arrayContaining(['import-in-the-middle', 'cjs-module-lexer', 'es-module-lexer']));
    for (const name of [
      ...inside,
      '@opentelemetry/api',
      '@opentelemetry/sdk-trace',
      '@opentelemetry/instrumentation-http',
    ])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'));
  });

  it('contains no part of the AWS SDK', () => {
    expect(text('otel-xray/LICENSES.txt')).not.toMatch(/^@(aws-sdk|smithy)\//m);
  });

  it('is the same, byte for byte, when it is built again elsewhere', async () => {
    const other = await mkdtemp(join(tmpdir(), 'otel-xray-zip-'));
    try {
      const env = { TZ: 'Asia/Tokyo' };
      const { code, errors } = await runNode([join(folder, '../scripts/build.mjs'), other], env).ended;
      expect(errors).toBe('');
      expect(code).toBe(0);
      expect(readFileSync(join(other, 'layer.zip')).equals(zip)).toBe(true);
    } finally {
      await rm(other, { recursive: true });
    }
  });
});
