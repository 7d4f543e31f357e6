// All that CI checks beside the tests, in one run: prints each check with its time, continues after a failure, and ends with a status.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The others read what it writes. */
const BUILD = ['build', 'turbo', 'run', 'build', '--output-logs=errors-only'];

/** Longest first, so that the last one to end is short. */
const CHECKS = [
  ['packed packages', 'node', 'scripts/check-packages.mjs'],
  ['reports of the API', 'node', 'scripts/api-reports.mjs'],
  ['types of sources and tests', 'tsc', '-p', 'tsconfig.test.json'],
  ['unused files, exports and dependencies', 'knip', '--no-config-hints'],
  ['prose', 'node', 'scripts/check-prose.mjs'],
  ['lint and format', 'biome', 'check', '--error-on-warnings', '.'],
  ['types of the tests in a browser', 'tsc', '-p', 'test/e2e/console/tsconfig.json'],
  ['floors', 'node', 'scripts/check-floors.mjs'],
  ['subjects of commits', 'node', 'scripts/check-commits.mjs'],
  ['no registry in any file', 'node', 'scripts/check-hosts.mjs'],
  ['sizes', 'node', 'scripts/check-sizes.mjs'],
  ['what a start loads', 'node', 'scripts/check-start.mjs'],
];

const failed = [];

async function run([name, command, ...args]) {
  const started = performance.now();
  const child = spawn(command, args, { shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  const status = await new Promise((resolve) => child.once('error', () => resolve(1)).once('close', resolve));
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'NOT OK'} ${name} (${seconds} s)`);
  if (status === 0) return;
  failed.push(name);
  console.log(output);
}

await run(BUILD);
const waiting = [...CHECKS];
const runWaiting = async () => {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await run(check);
};
await Promise.all(Array.from({ length: availableParallelism() }, runWaiting));
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
