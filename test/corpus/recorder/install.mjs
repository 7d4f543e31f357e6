// The corpus's own packages, fetched at the first run by their locks, so that the repository's install stays small.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const shell = process.platform === 'win32';

/**
 * Installs a folder of the corpus when its lock has changed since.
 *
 * @param cheap leaves `devDependencies` away: enough for the scenarios that CI records anew
 */
export function install(folder, { cheap }) {
  const cwd = fileURLToPath(new URL(`../${folder}/`, import.meta.url));
  const lock = readFileSync(`${cwd}package-lock.json`, 'utf8');
  const installed = `${cwd}node_modules/.corpus-lock.json`;
  const stamp = JSON.stringify({ cheap, lock });
  const present = existsSync(installed) ? readFileSync(installed, 'utf8') : '';
  if (present === stamp || present === JSON.stringify({ cheap: false, lock })) return;
  // What npm says to its scripts about this repository is not about that folder.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const args = ['ci', '--ignore-scripts', '--loglevel=error', ...(cheap ? ['--omit=dev'] : [])];
  const { status } = spawnSync('npm', args, { cwd, env, shell, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci failed in test/corpus/${folder}`);
  writeFileSync(installed, stamp);
}
