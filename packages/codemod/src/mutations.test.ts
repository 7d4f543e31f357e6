import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { ParseError, readSource } from './source/source.ts';

const folder = join(import.meta.dirname, '../test');
const files = globSync(['cases/p*.[jt]s', 'goldens/*.input.*'], { cwd: folder }).sort();
const programs = files.map((file) => ({ file, lines: readFileSync(join(folder, file), 'utf8').split('\n') }));

function parses(file: string, text: string): boolean {
  try {
    readSource(file, text);
    return true;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}

/** Programs that nobody wrote: lines of two are left out, doubled and mixed. */
const mutated = fc
  .record({
    program: fc.constantFrom(...programs),
    other: fc.constantFrom(...programs),
    keep: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 80, maxLength: 80 }),
  })
  .map(({ program, other, keep }) => {
    const lines = program.lines.flatMap((line, at) => {
      const kind = keep[at % keep.length];
      if (kind === 0) return [];
      if (kind === 1) return [line, other.lines[at % other.lines.length] ?? ''];
      return [line];
    });
    return { file: program.file.replace(/^.*\//, '').replace('.input', ''), text: lines.join('\n') };
  });

it('gives code that parses, and does not change in a second run, for any program that parses', () => {
  fc.assert(
    fc.property(mutated, ({ file, text }) => {
      const { code, changed, findings } = migrate(file, text);
      if (!parses(file, text)) {
        expect([code, changed]).toEqual([text, false]);
        return;
      }
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(parses(file, code)).toBe(true);
      expect(migrate(file, code).code).toBe(code);
    }),
    { numRuns: 3_000 },
  );
}, 120_000);
