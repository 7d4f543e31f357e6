import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { glob } from 'tinyglobby';

/** Files that are read: JavaScript and TypeScript in all of their forms. */
const PATTERN = '**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}';
/** Build output and what others wrote. */
const LEFT_OUT = ['**/node_modules/**', '**/dist/**', '**/build/**', '**/coverage/**', '**/.*/**', '**/*.min.js'];

/**
 * Finds the files below folders, by name or by glob, without those that `.gitignore` names.
 * @returns paths as given, sorted
 * @throws if a path is not there
 */
export async function findFiles(paths: readonly string[], folder: string): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const isGlob = /[*?{[]/.test(path);
    const target = resolve(folder, path);
    if (!isGlob && !existsSync(target)) throw new Error(`There is no ${path}.`);
    if (!isGlob && statSync(target).isFile()) {
      found.add(path);
      continue;
    }
    const patterns = isGlob ? [path] : [`${path.split(sep).join('/').replace(/\/$/, '')}/${PATTERN}`];
    for (const file of await glob(patterns, { cwd: folder, ignore: LEFT_OUT, onlyFiles: true }))
      if (!isIgnored(resolve(folder, file))) found.add(file);
  }
  return [...found].sort();
}

const rules = new Map<string, Ignore | undefined>();

/** Whether a `.gitignore` in a folder above names a file; those of folders outside of the repository do not count. */
function isIgnored(file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const own = rulesOf(folder);
    if (own?.ignores(relative(folder, file).split(sep).join('/'))) return true;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return false;
  }
}

function rulesOf(folder: string): Ignore | undefined {
  if (rules.has(folder)) return rules.get(folder);
  const path = join(folder, '.gitignore');
  const own = existsSync(path) ? ignore().add(readFileSync(path, 'utf8')) : undefined;
  rules.set(folder, own);
  return own;
}
