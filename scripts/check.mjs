// All that CI asks for beside the tests, in one run: prints each check with its time, goes on after a failure, and ends with a status.
import { spawnSync } from 'node:child_process';

const CHECKS = [
  ['build', 'turbo', 'run', 'build', '--output-logs=errors-only'],
  ['lint and format', 'biome', 'check', '--error-on-warnings', '.'],
  ['types of sources and tests', 'tsc', '-p', 'tsconfig.test.json'],
  ['types of the tests in a browser', 'tsc', '-p', 'test/e2e/console/tsconfig.json'],
  ['unused files, exports and dependencies', 'knip', '--no-config-hints'],
  ['floors', 'node', 'scripts/check-floors.mjs'],
  ['prose', 'node', 'scripts/check-prose.mjs'],
  ['no registry in any file', 'node', 'scripts/check-hosts.mjs'],
  ['packed packages', 'node', 'scripts/check-packages.mjs'],
  ['sizes', 'node', 'scripts/check-sizes.mjs'],
];

const failed = [];
for (const [name, command, ...args] of CHECKS) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'NOT OK'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(name);
  console.log(`${stdout}${stderr}`);
}
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
