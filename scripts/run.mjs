// Runs a command with a Node that can run this repository: the machine's own where it is new enough, else the one in
// tools/node, fetched on first use. Plain JavaScript that Node 18 can read.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const win = process.platform === 'win32';
const ok = (version) => {
  const [major, minor] = version.slice(1).split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 15);
};
const bundled = join(
  root,
  'tools/node/node_modules',
  `node-${win ? 'win' : process.platform}-${process.arch}`,
  'bin',
  win ? 'node.exe' : 'node',
);
// Starting it also finds a binary that was made for another C library.
const works = (exe) => existsSync(exe) && spawnSync(exe, ['-v']).status === 0;

let exe = process.execPath;
if (!ok(process.version)) {
  if (!works(bundled)) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
      cwd: join(root, 'tools/node'),
      stdio: 'inherit',
      shell: win,
      env,
    });
  }
  if (!works(bundled)) {
    console.error('This repository needs Node >= 22.15.');
    process.exit(1);
  }
  exe = bundled;
}

const [command, ...args] = process.argv.slice(2);
if (command) {
  // The binary itself, always: a `node` on the PATH may be a script around it, which keeps signals to itself.
  const path = [join(root, 'node_modules/.bin'), dirname(exe), process.env.PATH];
  const child = spawn(command, args, {
    stdio: 'inherit',
    shell: win,
    env: { ...process.env, PATH: path.join(delimiter), TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
  // A signal to this process alone, as npm passes it on, would leave the command running.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));
}
