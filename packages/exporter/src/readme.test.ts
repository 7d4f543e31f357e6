import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_DAEMON_ADDRESS } from '@otel-xray/format';
import type { TranslatorOptions } from '@otel-xray/translator';
import { expect, it } from 'vitest';
import { startLocalXRay } from '../test/local-xray.ts';
import { type AWSXRaySpanProcessorOptions, resolveOptions, resolveTreeOptions } from './options.ts';
import { Stats } from './outbox/stats.ts';

const folder = join(import.meta.dirname, '..');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const section = (title: string): string => readme.split('\n## ').find((text) => text.startsWith(title))!;

it('runs the whole program of the README', async () => {
  const xray = await startLocalXRay({ port: 0 });
  const program = /```js\n([\s\S]*?)```/.exec(readme)![1]!;
  const hook = join(folder, '../../scripts/from-sources.mjs');
  const child = spawn(process.execPath, ['--import', hook, '--input-type=module', '-e', program], {
    cwd: folder,
    env: { PATH: process.env['PATH'], AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.port}` },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  const segments = (await xray.traces()).flatMap((trace) => trace.segments.map(({ name }) => name));
  await xray.close();
  expect({ code, output, segments }).toEqual({
    code: 0,
    output: '2 of 2 spans sent, in 1 document\n',
    segments: ['greeter'],
  });
}, 30_000);

it('lists every option with its default', () => {
  const {
    daemonAddressGiven,
    packaged,
    isLambda,
    isCutToSize,
    now,
    region,
    endpoint,
    client,
    meterProvider,
    ...resolved
  } = resolveOptions();
  const defaults: Record<Exclude<keyof AWSXRaySpanProcessorOptions, keyof TranslatorOptions>, unknown> = {
    ...resolved,
    ...resolveTreeOptions(),
    daemonAddress: DEFAULT_DAEMON_ADDRESS,
    region: 'what the AWS SDK finds',
    endpoint: "the region's",
    client: 'one of our own',
    meterProvider: 'none',
    inProgressAfterMillis: 'never',
  };
  const rows = [...section('Options').matchAll(/^\| `(\w+)` \|[^|]*\|[^|]*\| ([^|]*) \|/gm)].map(([, name, text]) => [
    name,
    text!.replaceAll('`', '').replaceAll("'", '').split(';')[0],
  ]);
  const expected = Object.entries(defaults).map(([name, value]) => [name, String(value).replaceAll("'", '')]);
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected));
});

it('names every field of the counts', () => {
  const stats = new Stats();
  stats.failed('x');
  stats.evicted('x', 1, 1);
  const table = section('How it behaves').split('`stats()`')[1]!;
  const named = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names]) => names!.replaceAll('`', '').split(', '));
  expect(named.sort()).toEqual(Object.keys(stats.snapshot()).sort());
});
