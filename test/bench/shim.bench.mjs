// The replacement of aws-xray-sdk-core beside the X-Ray SDK: each in processes of its own, in turns, since both hook into asynchronous work.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from './race.mjs';

export const packages = ['aws-xray-sdk-core'];

const SDK = 'aws-xray-sdk-core';
const ROUNDS = 5;
const CONTEXTS = 1_000_000;
/** Heap that a run of so many contexts may leave behind, by noise alone. */
const NOISE_BYTES = 2 * 1024 * 1024;
const GOALS = { captureAsyncFunc: 1, captureFunc: 1 };
const require = createRequire(import.meta.url);
const files = {
  'otel-xray': join(import.meta.dirname, '../../packages/shims/core/dist/cjs/index.js'),
  [SDK]: require.resolve(SDK),
};

export async function run() {
  const rounds = Array.from({ length: ROUNDS }, () => bySubject((file) => measure(file)));
  const { grownBytes } = measure(files['otel-xray'], ['--expose-gc'], CONTEXTS);
  const sizes = {};
  for (const [subject, file] of Object.entries(files)) sizes[subject] = await bundledKiB(file);
  const operations = ['captureAsyncFunc', 'captureFunc', 'getSegment'];
  return [
    ...operations.map((what) => {
      const of = (round, subject) => round[subject].nanos[what];
      const nanos = median(rounds.map((round) => of(round, 'otel-xray')));
      const ratio = median(rounds.map((round) => of(round, 'otel-xray') / of(round, SDK)));
      return row(what, ratio, `${Math.round(nanos)} ns`, SDK, GOALS[what]);
    }),
    row('getSegment', median(rounds.map((round) => round['otel-xray'].nanos.getSegment)) / 1_000, '', '1 µs', 1),
    row(
      'import',
      median(rounds.map((round) => round['otel-xray'].loadMillis / round[SDK].loadMillis)),
      `${median(rounds.map((round) => round['otel-xray'].loadMillis)).toFixed(0)} ms`,
      SDK,
      1,
    ),
    row('bundle, minified and gzipped', sizes['otel-xray'] / sizes[SDK], `${sizes['otel-xray'].toFixed(0)} KiB`, SDK),
    row(
      `heap after ${CONTEXTS} contexts`,
      grownBytes / NOISE_BYTES,
      `${(grownBytes / 1_024).toFixed(0)} KiB`,
      '2 MiB',
      1,
    ),
  ];
}

function row(what, ratio, value, reference, goal) {
  return { what, subject: 'otel-xray', reference, ratio, value, goal };
}

function bySubject(of) {
  return Object.fromEntries(Object.entries(files).map(([subject, file]) => [subject, of(file)]));
}

function measure(file, flags = [], contexts) {
  const worker = join(import.meta.dirname, 'shim-worker.mjs');
  const args = [...flags, worker, file, ...(contexts === undefined ? [] : [String(contexts)])];
  // Nobody listens there: what both send is dropped by the kernel.
  const env = { ...process.env, AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9', AWS_XRAY_LOG_LEVEL: 'silent' };
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

async function bundledKiB(file) {
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = require(${JSON.stringify(file)})`, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    external: ['@aws-sdk/*', '@opentelemetry/otlp-transformer', '@smithy/signature-v4'],
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0].contents).length / 1_024;
}
