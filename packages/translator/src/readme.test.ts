import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withTables } from '../../../test/conformance/readme-tables.ts';
import { NAMES } from './read/semconv.ts';

const root = join(import.meta.dirname, '../../..');
const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

describe('the README', () => {
  it('lists every option', () => {
    const source = readFileSync(join(import.meta.dirname, 'ground/options.ts'), 'utf8');
    const declared = source.slice(
      source.indexOf('interface TranslatorOptions'),
      source.indexOf('interface IndexedAttribute'),
    );
    const options = [...declared.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name);
    const table = readme.split('\n## ').find((section) => section.startsWith('Options'))!;
    const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(options.length).toBeGreaterThan(15);
    expect(listed).toEqual(options);
  });

  it('says what becomes of every attribute that a rule reads', () => {
    expect(NAMES.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('has the table of differences as it is', () => {
    expect(withTables(readme)).toBe(readme);
  });

  it('shows a program that works', () => {
    const program = readme.split('```js\n')[1]!.split('```')[0]!;
    const folder = join(root, 'node_modules/.cache/readme');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `translator-${process.pid}.mjs`);
    writeFileSync(file, program);
    try {
      const sources = join(root, 'scripts/from-sources.mjs');
      const output = execFileSync(process.execPath, ['--import', sources, file], { encoding: 'utf8', stdio: 'pipe' });
      expect(JSON.parse(output)).toMatchObject({
        http: { request: { method: 'GET' }, response: { status: 404 } },
        error: true,
        annotations: { 'customer.id': 'c-7' },
      });
    } finally {
      rmSync(file);
    }
  });
});
