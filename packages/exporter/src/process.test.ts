import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { quietPort } from '@otel-xray/test-kit';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalXRay, startLocalXRay } from '../test/local-xray.ts';
import type { AWSXRayExporterOptions } from './options.ts';

const folder = join(import.meta.dirname, '..');
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Runs one of `test/programs` on the sources. */
async function run(program: string, options: AWSXRayExporterOptions, env: NodeJS.ProcessEnv = {}) {
  const hook = join(folder, '../../scripts/from-sources.mjs');
  const child = spawn(process.execPath, ['--import', hook, join(folder, 'test/programs', program)], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: 'dummy',
      AWS_SECRET_ACCESS_KEY: 'dummy',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      OPTIONS: JSON.stringify(options),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  opened.push(() => child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const start = performance.now();
  const [code] = await once(child, 'close');
  return { code, output: output.trim(), errors, millis: performance.now() - start };
}

async function startXRay(): Promise<LocalXRay> {
  const xray = await startLocalXRay({ port: 0 });
  opened.push(() => xray.close());
  return xray;
}

const ENDED = { code: 0, errors: '' };

describe.each(['processor', 'exporter'])('a process with the span %s', (face) => {
  it.each(['auto', 'daemon', 'daemon-http', 'api'] as const)(
    'ends by itself, target %s',
    async (target) => {
      const xray = await startXRay();
      const to = { target, daemonAddress: `127.0.0.1:${xray.port}`, endpoint: xray.url };
      const result = await run('runs-out-of-work.mjs', to, { FACE: face });
      expect(result).toMatchObject({ ...ENDED, output: 'worked' });
      // A timer that holds the process would do so for longer; a start needs seconds on a busy machine.
      expect(result.millis).toBeLessThan(20_000);
    },
    30_000,
  );

  it.each(['auto', 'daemon', 'daemon-http', 'api'] as const)(
    'shuts down in time when the connection is refused, target %s',
    async (target) => {
      const port = await quietPort();
      const to = { target, daemonAddress: `127.0.0.1:${port}`, endpoint: `http://127.0.0.1:${port}` };
      const result = await run('shuts-down.mjs', { ...to, shutdownTimeoutMillis: 1_000 }, { FACE: face });
      expect(result).toMatchObject({ ...ENDED, output: 'shut down' });
      expect(result.millis).toBeLessThan(6_000);
    },
    30_000,
  );
});

it('a process delivers what it has when it shuts down', async () => {
  const xray = await startXRay();
  const result = await run('shuts-down.mjs', { daemonAddress: `127.0.0.1:${xray.port}` });
  expect(result).toMatchObject({ ...ENDED, output: 'shut down' });
  expect((await xray.traces()).flatMap(({ segments }) => segments)).toMatchObject([{ name: 'work' }]);
}, 30_000);

it.each(['daemon-http', 'daemon', 'api'] as const)(
  'our own requests never become spans, target %s',
  async (target) => {
    const xray = await startXRay();
    const other = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    opened.push(() => {
      other.closeAllConnections();
      other.close();
    });
    const to = { target, daemonAddress: `localhost:${xray.port}`, endpoint: xray.url };
    const OTHER = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const { output, ...end } = await run('instrumented.mjs', to, { OTHER });
    expect(end).toMatchObject(ENDED);
    expect(JSON.parse(output)).toEqual(['GET 2', 'work 0', 'more 0', 'flush within a span 0']);
    const names = (await xray.traces()).flatMap(({ segments }) => segments.map(({ name }) => name));
    expect(names.filter((name) => name !== '127.0.0.1').sort()).toEqual(['flush within a span', 'more', 'work']);
  },
  30_000,
);
