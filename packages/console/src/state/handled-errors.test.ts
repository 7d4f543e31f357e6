import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

// Each is a promise or a block whose failure no one would see.
const SILENT = [
  /\.catch\(\s*\(\)\s*=>\s*(?:\{\s*\}|undefined|null|\(\{|\[\])/,
  /\.catch\(\s*\(\)\s*=>\s*\{\s*(?:\/\/[^\n]*\s*)*\}/,
  /catch\s*\{\s*\}/,
  /void import\([^)]*\)(?:\s*\.then\([^\n]*\))?;/,
];

it('no error is swallowed: everything that may fail has an error state', () => {
  const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) => !file.includes('.test.'));
  expect(files.length).toBeGreaterThan(100);
  const silent = files.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return SILENT.some((pattern) => pattern.test(text));
  });
  expect(silent).toEqual([]);
});
