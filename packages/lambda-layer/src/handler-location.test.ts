import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locateHandler } from './handler-location.ts';
import { loadHandler } from './load-handler.ts';

let taskRoot: string;
beforeAll(() => {
  taskRoot = mkdtempSync(join(tmpdir(), 'otel-xray-handler-'));
  mkdirSync(join(taskRoot, 'dist'));
  const files = {
    'index.mjs': 'export const handler = () => "handler"; export const api = { v1: { place: () => "place" } };',
    'both.js': 'exports.handler = () => "js";',
    'both.mjs': 'export const handler = () => "mjs";',
    'only.cjs': 'exports.handler = () => "cjs";',
    bare: 'exports.handler = () => "no extension";',
    'bare.js': 'exports.handler = () => "js";',
    'dist/index.mjs': 'export default { handler: () => "default" };',
    'fails.mjs': 'throw new RangeError("not configured");',
    'package.json': '{ "type": "commonjs" }',
  };
  for (const [name, code] of Object.entries(files)) writeFileSync(join(taskRoot, name), code);
});
afterAll(() => rmSync(taskRoot, { recursive: true }));

describe('locateHandler', () => {
  it.each([
    ['index.handler', 'index.mjs', ['handler']],
    ['index.api.v1.place', 'index.mjs', ['api', 'v1', 'place']],
    ['dist/index.handler', 'dist/index.mjs', ['handler']],
    ['./index.handler', 'index.mjs', ['handler']],
    // In the runtime's order.
    ['both.handler', 'both.js', ['handler']],
    ['only.handler', 'only.cjs', ['handler']],
    ['bare.handler', 'bare', ['handler']],
    // The runtime reports that there is no such export.
    ['index.', 'index.mjs', ['']],
  ])('finds %s', (handler, name, exportPath) => {
    expect(locateHandler(handler, taskRoot)).toEqual({ file: join(taskRoot, name), exportPath, handler });
  });

  it('accepts an absolute path', () => {
    const handler = join(taskRoot, 'dist/index.handler');
    expect(locateHandler(handler, '/var/task')?.file).toBe(join(taskRoot, 'dist/index.mjs'));
  });

  it.each([
    'index',
    '',
    'nothing.handler',
    '../index.handler',
    'dist/../index.handler',
    'index..handler',
    'none/index.handler',
  ])('leaves "%s" to the runtime', (handler) => {
    expect(locateHandler(handler, taskRoot)).toBeUndefined();
  });
});

describe('loadHandler', () => {
  const load = async (handler: string) => {
    const location = locateHandler(handler, taskRoot);
    if (location === undefined) throw new Error('not found');
    return loadHandler(location);
  };

  it.each([
    ['index.handler', 'handler'],
    ['index.api.v1.place', 'place'],
    ['dist/index.handler', 'default'],
    ['only.handler', 'cjs'],
  ])('loads %s', async (handler, answer) => {
    expect((await load(handler))()).toBe(answer);
  });

  it.each([
    ['index.none', 'index.none is undefined or not exported'],
    ['index.api.v2.place', 'index.api.v2.place is undefined or not exported'],
    ['index.api.v1', 'index.api.v1 is not a function'],
    ['index.', 'index. is undefined or not exported'],
  ])('throws as the runtime does for %s', async (handler, message) => {
    await expect(load(handler)).rejects.toMatchObject({ name: 'Runtime.HandlerNotFound', message });
  });

  it('throws what the module throws', async () => {
    await expect(load('fails.handler')).rejects.toThrow(new RangeError('not configured'));
  });
});
