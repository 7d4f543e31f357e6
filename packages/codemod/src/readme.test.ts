import { readFileSync } from 'node:fs';
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

it('has a heading for each rule that a finding names', () => {
  const texts = [
    "const X = require('aws-xray-sdk');\nX.captureAWS(a);\nX.setSegment(s);\nX.foo();\nX.config([]);\nmodule.exports = X;\n",
  ];
  for (const { rule } of texts.flatMap((text) => migrate('a.js', text).findings))
    if (rule.startsWith('R')) expect(readme).toMatch(new RegExp(`^### ${rule}: `, 'm'));
});
