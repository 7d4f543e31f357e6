// Runs the checks against real peers of other languages. Each is optional: where its language is absent it is skipped, visibly.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const VENV = '.report/peers';
const python = ['python3', 'python'].find((name) => works(name, '--version'));
const inVenv = (name) => join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin', name);

/** The reference translator: the script skips itself, visibly, where Go or Python is absent. */
const REFERENCE = ['scripts/conformance.mjs', '--cases', '500'];

const PEERS = [
  { name: 'AWS CLI', needs: python, pip: 'awscli', script: 'test/peers/aws-cli.mjs', bin: 'aws' },
  { name: 'moto', needs: python, pip: 'moto[server,xray]', script: 'test/peers/moto.mjs', bin: 'moto_server' },
];

let failures = 0;
for (const { name, needs, pip, script, bin } of PEERS) {
  if (needs === undefined) {
    console.log(`skipped: ${name} needs Python, which is not on this machine`);
    continue;
  }
  if (!existsSync(inVenv(bin)) && !install(pip)) {
    console.log(`skipped: ${name} could not be installed from pip`);
    continue;
  }
  const { status } = spawnSync('node', [script, inVenv(bin)], { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok' : 'NOT OK'} ${name}`);
  if (status !== 0) failures++;
}
console.log('Go reference:');
if (spawnSync('node', REFERENCE, { stdio: 'inherit' }).status !== 0) failures++;
process.exitCode = failures === 0 ? 0 : 1;

function works(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function install(requirement) {
  if (!existsSync(VENV) && !works(python, '-m', 'venv', VENV)) return false;
  console.log(`installing ${requirement} …`);
  return works(inVenv('pip'), 'install', '-q', requirement);
}
