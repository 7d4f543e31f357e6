// Builds, runs all tests, and ends with a line that counts them from the runner's own report. Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const report = '.report/vitest.json';
const run = (command, ...args) =>
  spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;

rmSync(report, { force: true });
let status = run('turbo', 'run', 'build', '--output-logs=errors-only');
if (status === 0) status = run('vitest', 'run', ...process.argv.slice(2));

let passed = 0;
let failed = 0;
let skipped = 0;
try {
  for (const file of JSON.parse(readFileSync(report, 'utf8')).testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++;
      else if (test.status === 'failed') failed++;
      else skipped++;
    }
    // A file that did not load has no tests of its own to fail.
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) failed++;
  }
} catch {
  failed++;
}
// Thresholds, unhandled errors, a failed build and an empty run show in the exit status only.
if ((status !== 0 || passed === 0) && failed === 0) failed = 1;
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(status || (failed > 0 ? 1 : 0));
