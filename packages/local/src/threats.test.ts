import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const rows = [...text.matchAll(/^\|([^|]*)\|[^|]*\| `([^`]+)`: "(.+)" \|$/gm)].map(
  ([, threat = '', file = '', title = '']) => ({ threat: threat.trim(), file, title }),
);

it('has a test for every threat', () => {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| threat') && !line.startsWith('| ---'));
  expect(rows).toHaveLength(lines.length);
  expect(rows.length).toBeGreaterThan(20);
});

it.each(rows)('$threat: the test is there', ({ file, title }) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  expect(source).toMatch(
    new RegExp(`(?:describe|it)[\\s\\S]{0,4000}?['"]${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`),
  );
});
