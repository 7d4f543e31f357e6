import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveOptions } from './options.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

it('shows a program that runs, and that sends the trace header', async () => {
  const [, program = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
  let header: unknown;
  const server = createServer((request, response) => {
    header = request.headers['x-amzn-trace-id'];
    request.resume().on('end', () => response.end('{"TableNames":["orders"]}'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../../..'),
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9',
      OTEL_TRACES_SAMPLER: 'always_on',
      OTEL_LOG_LEVEL: 'none',
    },
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  await once(child, 'close');
  server.close();
  expect(output).toBe("[ 'orders' ]\n");
  expect(header).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/);
});

it('lists all options', () => {
  const listed = [...readme.matchAll(/^\| `(\w+)` \| (?:boolean|number) /gm)].map(([, name]) => name);
  expect(listed).toEqual(Object.keys(resolveOptions()));
});
