import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { migrate } from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

it('runs the program of the README', () => {
  const program = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const lines: string[] = [];
  const body = program.replace(/^import .*$/m, '');
  new Function('migrate', 'console', body)(migrate, { log: (line: string) => lines.push(line) });
  expect(lines[0]).toContain("tracer.startActiveSpan('price', (span) => {");
  expect(lines[1]).toBe('0 findings');
});

const sources = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
const rules = new Set(sources.flatMap((source) => source.match(/(?<=')[IDR]\d+(?=')/g) ?? []));

it.each([...rules].sort())('has a place to which a finding of %s links', (rule) => {
  expect(readme).toContain(`<a id="${rule.toLowerCase()}"></a>`);
});
