import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OPERATIONS, pathOf } from '../test/api-model.ts';
import { resolveOptions } from './account/options.ts';
import { ROUTES } from './actions/routes.ts';

const folder = join(import.meta.dirname, '..');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

it('runs the whole program of the README', () => {
  const program = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^1-[0-9a-f]{8}-0{23}1: the shop handled a fault of pay\.example\.com\n$/),
    stderr: '',
  });
}, 30_000);

it('lists every option with its default', () => {
  const section = readme.slice(readme.indexOf('## Options'), readme.indexOf('## How it behaves'));
  const rows = [...section.matchAll(/^\| `(\w+)` \|[^|\n]*\|[^|\n]*\| ([^|\n]*) \|/gm)].map(([, name, value]) => [
    name,
    value,
  ]);
  const expected = Object.entries(resolveOptions()).map(([name, value]) => {
    const text = typeof value === 'function' ? 'Date.now' : String(JSON.stringify(value)).replaceAll('"', "'");
    return [name, expect.stringContaining(`\`${text}\``)];
  });
  expect(rows).toEqual(expected);
});

it('names every operation of the API, and its path where that is not its name', () => {
  for (const path of Object.keys(ROUTES)) {
    const operation = OPERATIONS.find((name) => pathOf(name) === path) ?? '';
    const rows = readme.split('\n').filter((line) => new RegExp(`^\\|[^|]*\\b${operation}\\b[^|]*\\|`).test(line));
    expect(rows, operation).toHaveLength(1);
    expect(rows[0], operation).toContain(path === `/${operation}` ? 'as named' : `\`${path}\``);
  }
});
