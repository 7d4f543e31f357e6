import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createPackedProject, type PackedProject } from '@otel-xray/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const docs = join(import.meta.dirname, '../../docs');

/** A program of a page, and its output where the page shows it. */
interface Program {
  readonly page: string;
  readonly code: string;
  readonly printed: string | undefined;
}

const PROGRAM = /<!-- run -->\n```js\n([\s\S]*?)```(?:\n\n<!-- prints -->\n```text\n([\s\S]*?)```)?/g;

const programs: readonly Program[] = globSync('**/*.md', { cwd: docs, exclude: ['node_modules/**', 'reference/**'] })
  .sort()
  .flatMap((page) =>
    [...readFileSync(join(docs, page), 'utf8').matchAll(PROGRAM)].map(([, code = '', printed]) => ({
      page,
      code,
      printed,
    })),
  );

let project: PackedProject;
beforeAll(() => {
  project = createPackedProject({ sdk: 3 });
});
afterAll(() => project.remove());

describe('programs of the documentation run as they are written', () => {
  it('are found', () => expect(programs.length).toBeGreaterThan(6));

  it.each(programs)('$page', async ({ code, printed }) => {
    const file = project.write('app.mjs', code);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], { cwd: project.folder });
    const [output, errors, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: expect.any(String) });
    if (printed !== undefined) expect(output.trim()).toBe(printed.trim());
  });
});
