import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveOptions } from './options.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

it('shows a program that runs', () => {
  const [, program = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
  const call = "console.log(JSON.stringify(await handler({}, { functionName: 'orders' })));";
  const root = join(import.meta.dirname, '../../..');
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `${program}\n${call}`], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, AWS_LAMBDA_FUNCTION_NAME: 'orders', AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9' },
  });
  expect(stdout, stderr).toBe('{"statusCode":201}\n');
});

it('lists all options', () => {
  const listed = [...readme.matchAll(/^\| `(\w+)` \| (?:boolean|number) /gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(Object.keys(resolveOptions()).sort());
});
