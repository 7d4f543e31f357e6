import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const source = readFileSync(new URL('./options.ts', import.meta.url), 'utf8');

it('lists every option', () => {
  const [, body = ''] = /export interface AWSXRayRemoteSamplerOptions \{([\s\S]*?)\n\}/.exec(source) ?? [];
  const options = [...body.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name);
  const table = readme.split('\n## ').find((section) => section.startsWith('Options'))!;
  const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(options.sort());
});
