import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs the packages of a folder with a lock file of its own, unless they are there already. Such folders are no workspaces, so that
 * the repository's own install stays small.
 * @param {string} folder absolute path
 * @throws {Error} if npm fails
 */
export function installLocked(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs)
    return;
  // npm's variables about this repository do not apply to that folder.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)));
  const options = { cwd: folder, env, encoding: 'utf8', shell: process.platform === 'win32' };
  const { status, stdout, stderr, error } = spawnSync('npm', ['ci', '--ignore-scripts'], options);
  if (status !== 0) throw new Error(`npm ci failed in ${folder}: ${error?.message ?? `${stdout}${stderr}`}`);
}
