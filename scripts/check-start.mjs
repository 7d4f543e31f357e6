// Checks which modules of Node an import of each package loads. A static import of `node:http` in an ES module, ours or of a dependency,
// loads undici, 80 ms of a cold start, and one of `node:fs` all streams. Our packages use `builtIn` of packages/runtime instead.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Module of Node → what loads it. */
const HEAVY = {
  'internal/deps/undici/undici': 'an import of http or https',
  'internal/crypto/util': 'crypto, https or tls',
  'internal/fs/streams': 'an import of fs',
  'internal/util/diff': 'an import of util',
  'internal/process/finalization': 'an import of process',
  _http_client: 'http or https',
  child_process: 'child_process or dgram',
  dgram: 'dgram',
  dns: 'dns',
  zlib: 'zlib',
};

const layer = 'packages/lambda-layer/dist/layer/otel-xray/register.mjs';
const packages = ['format', 'id-generator', 'propagator', 'translator', 'aws-client', 'exporter', 'sampler', 'lambda'];
/** File → modules that it needs from the start. */
const FILES = {
  ...Object.fromEntries(packages.map((name) => [`packages/${name}/dist/esm/index.js`, []])),
  // The layer opens its socket during the init phase.
  [layer]: ['dgram', 'child_process'],
};

/** A function's environment, without which the layer has nothing to prepare. */
const env = {
  ...process.env,
  NODE_OPTIONS: '',
  AWS_LAMBDA_FUNCTION_NAME: 'orders',
  AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9',
  LAMBDA_TASK_ROOT: join(import.meta.dirname, '../packages/lambda-layer'),
  _HANDLER: 'scripts/build.handler',
};

let failures = 0;
for (const [file, allowed] of Object.entries(FILES)) {
  const code = `await import(${JSON.stringify(join(import.meta.dirname, '..', file))}); process._rawDebug(process.moduleLoadList.join('\\n')); process.exit();`;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    env,
    encoding: 'utf8',
  });
  const loaded = stderr.split('\n').map((line) => line.replace('NativeModule ', ''));
  const wrong = Object.keys(HEAVY).filter((name) => loaded.includes(name) && !allowed.includes(name));
  const problems = status === 0 ? wrong.map((name) => `loads ${name}: ${HEAVY[name]}`) : [stderr];
  if (problems.length > 0) failures++;
  console.log(`${problems.length === 0 ? 'ok' : 'NOT OK'} ${file} ${problems.join('; ')}`);
}
process.exitCode = failures === 0 ? 0 : 1;
