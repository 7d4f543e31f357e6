import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../run-process.ts';
import type { Answer } from './run-function.ts';

/** Functions of each kind, by file. */
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
  'tenant.mjs': [
    'import { setImmediate } from "node:timers/promises";',
    'import { trace } from "@opentelemetry/api";',
    'const work = (name) => trace.getTracer("app").startSpan(name).end();',
    'export const handler = async ({ tenant }) => {',
    '  work(tenant);',
    '  for (let turn = 0; turn < 50; turn++) await setImmediate();',
    '  work(tenant + " again");',
    '  return tenant;',
    '};',
  ].join('\n'),
  'own-span.mjs': [
    'import { trace } from "@opentelemetry/api";',
    'export const handler = async () => trace.getTracer("app").startActiveSpan("place order", (span) => { span.end(); return "spanned"; });',
  ].join('\n'),
};

/** A folder of functions, and a server that they call. */
export interface Functions {
  readonly taskRoot: string;
  /** The functions' own variables: `TARGET` is the server's URL. */
  readonly env: NodeJS.ProcessEnv;
  /** Requests that the server has received. */
  readonly received: { url: string | undefined; header: unknown }[];
  close(): Promise<void>;
}

/** Writes all functions into a fresh folder and starts the server. */
export async function createFunctions(): Promise<Functions> {
  const taskRoot = await mkdtemp(join(tmpdir(), 'otel-xray-layer-'));
  for (const [name, code] of Object.entries(FUNCTIONS)) {
    await mkdir(dirname(join(taskRoot, name)), { recursive: true });
    await writeFile(join(taskRoot, name), code);
  }
  await symlink(join(root, 'node_modules'), join(taskRoot, 'node_modules'));
  const received: Functions['received'] = [];
  const target = createServer((request, response) => {
    received.push({ url: request.url, header: request.headers['x-amzn-trace-id'] });
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  return {
    taskRoot,
    received,
    env: { TARGET: `http://127.0.0.1:${(target.address() as AddressInfo).port}` },
    async close() {
      target.closeAllConnections();
      target.close();
      await rm(taskRoot, { recursive: true, force: true });
    },
  };
}

/**
 * Returns the part of answers that has to be equal bare and below the layer. Errors: the type, the first line of the message, and the first
 * frame of the function itself.
 */
export function comparable(answers: readonly Answer[], taskRoot: string): unknown {
  const errorOf = (body: string): unknown => {
    const { errorType, errorMessage, trace = [] } = JSON.parse(body);
    const frame = (trace as string[]).find((line) => line.includes(taskRoot));
    return { errorType, errorMessage: String(errorMessage).split('\n')[0], frame };
  };
  return answers.map(({ kind, body, mode, trailers }) => {
    const failed = kind !== 'response';
    return { kind, mode, body: failed ? errorOf(body) : body, type: trailers['lambda-runtime-function-error-type'] };
  });
}
