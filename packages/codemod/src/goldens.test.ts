import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Migrated, migrate } from './migrate.ts';
import { readSource } from './source/source.ts';

const folder = join(import.meta.dirname, '../test/goldens');
const inputs = globSync('*.input.*', { cwd: folder }).sort();

/** The findings as lines, as they stand in `<name>.report.txt`. */
function reportOf({ findings }: Migrated): string {
  return findings
    .map(
      ({ line, column, severity, rule, construct, why, todo }) =>
        `${line}:${column} ${severity} ${rule} ${construct}: ${why} ${todo}\n`,
    )
    .join('');
}

/** Compares with a file; `XRAY_GOLDEN=renew` writes it. */
function expectFile(name: string, text: string): void {
  const path = join(folder, name);
  if (process.env['XRAY_GOLDEN'] === 'renew') writeFileSync(path, text);
  expect(text).toBe(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
}

describe.each(inputs)('%s', (input) => {
  const file = basename(input).replace('.input', '');
  const text = readFileSync(join(folder, input), 'utf8');
  const migrated = migrate(file, text);

  it('becomes its golden, with its report', () => {
    expectFile(input.replace('.input', '.output'), migrated.code);
    expectFile(`${file.replace(/\.\w+$/, '')}.report.txt`, reportOf(migrated));
  });

  it('can be parsed, and does not change when it is rewritten again', () => {
    expect(() => readSource(file, migrated.code)).not.toThrow();
    expect(migrate(file, migrated.code).code).toBe(migrated.code);
  });

  it('keeps its line ends', () => {
    const ends = (code: string): boolean[] =>
      code
        .split('\n')
        .slice(0, -1)
        .map((line) => line.endsWith('\r'));
    expect(new Set(ends(migrated.code))).toEqual(migrated.code === '' ? new Set() : new Set(ends(text)));
  });
});
