// Builds the package in the current folder: ESM with tsc -b, then CommonJS, which needs a package.json of its own beside it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const run = (...args) => {
  const { status } = spawnSync('tsc', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};
run('-p', 'tsconfig.json');
run('-p', 'tsconfig.cjs.json');
mkdirSync('dist/cjs', { recursive: true });
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n');
