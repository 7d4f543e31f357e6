import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { migrate } from './migrate.ts';

const test = join(import.meta.dirname, '../test');
const programs = globSync(['goldens/*.input.ts', 'goldens/*.input.tsx', 'cases/*.ts'], { cwd: test }).sort();

// Inside the package, where the modules that the programs import are found.
const folder = mkdtempSync(join(import.meta.dirname, '../.types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const compilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  jsx: 'preserve',
  target: 'es2023',
  module: 'preserve',
  types: ['node'],
};

/** Returns the errors of the compiler, by file. */
function errorsOf(sources: ReadonlyMap<string, string>): Map<string, string[]> {
  const files = [...sources.keys()];
  for (const name of ['before', 'after']) mkdirSync(join(folder, name));
  for (const [file, source] of sources) writeFileSync(join(folder, file), source);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const errors = new Map(files.map((file) => [file, [] as string[]]));
  for (const line of stdout.split('\n')) {
    const [, file, error] = /^(\S+?)\(\d+,\d+\): (.*)$/.exec(line) ?? [];
    if (file && error) errors.get(file)?.push(error);
  }
  return errors;
}

const nameOf = (file: string): string => file.replaceAll('/', '-').replace('.input', '');
const errors = errorsOf(
  new Map(
    programs.flatMap((file) => {
      const before = readFileSync(join(test, file), 'utf8');
      return [
        [`before/${nameOf(file)}`, before],
        [`after/${nameOf(file)}`, migrate(nameOf(file), before).code],
      ];
    }),
  ),
);

it.each(programs)('%s has no new error of types', (file) => {
  const before = errors.get(`before/${nameOf(file)}`);
  expect(errors.get(`after/${nameOf(file)}`)).toEqual(before);
});
