// npm run version-packages: applies the changesets, and writes the new versions into the lock file and into the sources that name them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const versionOf = (folder) => JSON.parse(read(`${folder}/package.json`)).version;
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });

run('npx', 'changeset', 'version');

/** Sources that name the version of their package, which bundles cannot read from package.json. */
const SOURCES = [
  ['packages/shims/core', 'src/version.ts', /(version = ')[^']+/],
  ['packages/shims/hapi', 'src/surface.ts', /(version: ')[^']+/],
];
for (const [folder, file, pattern] of SOURCES) {
  const path = join(root, folder, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(pattern, `$1${versionOf(folder)}`));
}
// All packages have the version of the repository, but for the drop-in packages.
const manifest = join(root, 'package.json');
writeFileSync(manifest, read('package.json').replace(/("version": ")[^"]+/, `$1${versionOf('packages/register')}`));
run('npm', 'install', '--package-lock-only', '--ignore-scripts', '--loglevel=error');
