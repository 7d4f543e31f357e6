// Go programs of the tests. One of them, the reference translator, also replaces the X-Ray daemon.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Whether Go is installed. */
export function hasGo() {
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;
}

/** Builds the reference translator, and returns its path. */
export function buildReference() {
  return buildGo('test/conformance/collector', 'xray-oracle');
}

/**
 * Builds a Go program, and returns its path. It remains between runs, as some download 100 MB of modules.
 * @param {string} folder from the root of the repository
 * @param {string} name of the program
 */
export function buildGo(folder, name) {
  const cache = join(root, 'node_modules/.cache', name);
  const program = join(cache, process.platform === 'win32' ? `${name}.exe` : name);
  if (!existsSync(program)) console.log(`building ${name}; this takes a minute or two the first time`);
  mkdirSync(cache, { recursive: true });
  const { status } = spawnSync('go', ['build', '-o', program, '.'], { cwd: join(root, folder), stdio: 'inherit' });
  if (status !== 0) throw new Error(`go build of ${name} ended with ${status}`);
  return program;
}
