// Runs the checks against real peers of other languages. Each is optional: where its language is absent it is skipped, visibly.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildGo, buildReference, hasGo } from './reference.mjs';

const VENV = '.report/peers';
const python = ['python3', 'python'].find((name) => works(name, '--version'));
const inVenv = (name) => join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin', name);

/** The reference translator: the script skips itself, visibly, where Go or Python is absent. */
const REFERENCE = ['scripts/conformance.mjs', '--cases', '500'];

const PEERS = [
  { name: 'AWS CLI', needs: python, pip: ['awscli'], module: 'awscli', script: 'test/peers/aws-cli.mjs', bin: 'aws' },
  {
    name: 'moto',
    needs: python,
    pip: ['moto[server,xray]'],
    module: 'moto',
    script: 'test/peers/moto.mjs',
    bin: 'moto_server',
  },
  {
    name: 'boto3',
    needs: python,
    pip: ['boto3'],
    module: 'boto3',
    script: 'test/peers/model-clients.mjs',
    args: ['boto3'],
    bin: 'python',
    program: ['test/peers/boto3_client.py'],
  },
  {
    name: 'X-Ray SDK and OpenTelemetry for Python',
    needs: python,
    script: 'test/peers/python-sdks.mjs',
    bin: 'python',
    pip: ['aws-xray-sdk', 'opentelemetry-sdk', 'opentelemetry-exporter-otlp-proto-http'],
    module: 'aws_xray_sdk, opentelemetry.exporter.otlp.proto.http',
  },
];

let failures = 0;
for (const { name, needs, pip, module, script, args = [], bin, program = [] } of PEERS) {
  if (needs === undefined) {
    console.log(`skipped: ${name} needs Python, which is not on this machine`);
    continue;
  }
  if (!works(inVenv('python'), '-c', `import ${module}`) && !install(pip)) {
    console.log(`skipped: ${name} could not be installed from pip`);
    continue;
  }
  const { status } = spawnSync('node', [script, ...args, inVenv(bin), ...program], { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok' : 'NOT OK'} ${name}`);
  if (status !== 0) failures++;
}
if (hasGo()) {
  const { status } = spawnSync('node', ['test/peers/standin.mjs', buildReference()], { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok' : 'NOT OK'} stand-in for the X-Ray daemon`);
  if (status !== 0) failures++;
  const sdk = ['test/peers/model-clients.mjs', 'AWS SDK for Go', buildGo('test/peers/go-client', 'go-client')];
  const client = spawnSync('node', sdk, { stdio: 'inherit' });
  console.log(`${client.status === 0 ? 'ok' : 'NOT OK'} AWS SDK for Go`);
  if (client.status !== 0) failures++;
} else {
  console.log('skipped: the AWS SDK for Go needs Go, which is not on this machine');
  console.log('skipped: the stand-in for the X-Ray daemon needs Go, which is not on this machine');
}
console.log('Go reference:');
if (spawnSync('node', REFERENCE, { stdio: 'inherit' }).status !== 0) failures++;
process.exitCode = failures === 0 ? 0 : 1;

function works(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function install(requirements) {
  if (!existsSync(VENV) && !works(python, '-m', 'venv', VENV)) return false;
  console.log(`installing ${requirements.join(', ')} …`);
  return works(inVenv('pip'), 'install', '-q', ...requirements);
}
