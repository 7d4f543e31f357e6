// The reference translator, a Go program that also stands in for the X-Ray daemon.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Whether Go is here to build it. */
export function hasGo() {
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;
}

/** Builds it, and gives its path. Kept between runs: the program is 100 MB of modules, and changes only with its version. */
export function buildReference() {
  const cache = join(root, 'node_modules/.cache/xray-oracle');
  const program = join(cache, process.platform === 'win32' ? 'xray-oracle.exe' : 'xray-oracle');
  if (!existsSync(program)) console.log('building the reference; this takes a minute or two the first time');
  mkdirSync(cache, { recursive: true });
  const cwd = join(root, 'test/conformance/collector');
  const { status } = spawnSync('go', ['build', '-o', program, '.'], { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`go build ended with ${status}`);
  return program;
}
