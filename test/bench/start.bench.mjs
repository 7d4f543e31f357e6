// What a cold start pays: the size of one minified bundle and the time to load it, over the API and an SDK alone. The ways of AWS Lambda: UDP.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from './race.mjs';

export const packages = ['format', 'translator', 'id-generator', 'propagator', 'exporter', 'lambda', 'sampler'];

const RUNS = 25;
const BASE = 'API and SDK alone';
const root = join(import.meta.dirname, '../..');
const built = (name) => join(root, 'packages', name, 'dist/esm/index.js');

const SDK = `
  import { trace } from '@opentelemetry/api';
  import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';`;
const HANDLER = 'export const handler = async () => trace.getTracer("t").startSpan("s").end();';
const register = (options) => `trace.setGlobalTracerProvider(new BasicTracerProvider(${options}));`;

/** Subject → what its program is. */
const PROGRAMS = {
  [BASE]: `${SDK}
    ${register('{ spanProcessors: [new BatchSpanProcessor({ export: (_s, done) => done({ code: 0 }), shutdown: async () => {} })] }')}
    ${HANDLER}`,
  'OTLP/protobuf': `${SDK}
    import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
    ${register('{ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] }')}
    ${HANDLER}`,
  'ids and propagator': `${SDK}
    import { AWSXRayIdGenerator } from '${built('id-generator')}';
    import { AWSXRayLambdaPropagator } from '${built('propagator')}';
    globalThis.propagator = new AWSXRayLambdaPropagator();
    ${register('{ idGenerator: new AWSXRayIdGenerator(), spanProcessors: [] }')}
    ${HANDLER}`,
  'all of the UDP path': `${SDK}
    import { AWSXRaySpanProcessor } from '${built('exporter')}';
    import { AWSXRayIdGenerator } from '${built('id-generator')}';
    import { wrapHandler } from '${built('lambda')}';
    ${register('{ idGenerator: new AWSXRayIdGenerator(), spanProcessors: [new AWSXRaySpanProcessor()] }')}
    export const handler = wrapHandler(async () => {});`,
};
const OPTIONAL = [
  '@aws-sdk/client-xray',
  '@aws-sdk/credential-provider-node',
  '@opentelemetry/otlp-transformer',
  '@smithy/signature-v4',
];
/** Over the API and SDK alone: KiB minified, and milliseconds. */
const GOALS = { 'all of the UDP path': { kibibytes: 14, millis: 1.5 } };

export async function run() {
  // Beside the peers, so that what a program names is found there.
  const folder = mkdtempSync(join(import.meta.dirname, 'peers/.start-'));
  try {
    const bundles = {};
    for (const [subject, program] of Object.entries(PROGRAMS))
      bundles[subject] = await bundle(folder, subject, program);
    const times = load(bundles);
    return Object.keys(PROGRAMS).flatMap((subject) => rowsOf(subject, bundles, times));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundle(folder, subject, program) {
  const name = subject.replaceAll(/\W+/g, '-');
  const entry = join(folder, `${name}.mjs`);
  const file = join(folder, `${name}.cjs`);
  writeFileSync(entry, program);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    external: subject === 'OTLP/protobuf' ? [] : OPTIONAL,
    logLevel: 'error',
  });
  const [{ contents }] = outputFiles;
  writeFileSync(file, contents);
  return { file, bytes: contents.length, packed: gzipSync(contents).length };
}

/** Fresh processes in turn. */
function load(bundles) {
  const times = Object.fromEntries(Object.keys(bundles).map((subject) => [subject, []]));
  for (let run = 0; run < RUNS; run++) {
    for (const [subject, { file }] of Object.entries(bundles)) {
      const code = `const t=performance.now();require(${JSON.stringify(file)});process.stdout.write(String(performance.now()-t));process.exit(0)`;
      const env = { ...process.env, AWS_LAMBDA_FUNCTION_NAME: 'f', NODE_COMPILE_CACHE: '' };
      times[subject].push(Number(spawnSync(process.execPath, ['-e', code], { env }).stdout));
    }
  }
  return times;
}

function rowsOf(subject, bundles, times) {
  const { bytes, packed } = bundles[subject];
  const base = bundles[BASE];
  const more = median(times[subject].map((time, run) => time - times[BASE][run]));
  const goal = GOALS[subject];
  const kibibytes = (count) => (count / 1_024).toFixed(1);
  const moreBytes = bytes - base.bytes;
  const row = { subject, reference: BASE };
  return [
    {
      ...row,
      what: 'bundle',
      ratio: bytes / base.bytes,
      value: `${kibibytes(bytes)} KiB, ${kibibytes(packed)} gzipped: +${kibibytes(moreBytes)}${goal ? ` (goal +${goal.kibibytes})` : ''}`,
      goal: goal && 1 + (goal.kibibytes * 1_024) / base.bytes,
    },
    {
      ...row,
      what: 'load',
      ratio: median(times[subject].map((time, run) => time / times[BASE][run])),
      value: `${median(times[subject]).toFixed(2)} ms: +${more.toFixed(2)}${goal ? ` (goal +${goal.millis})` : ''}`,
      goal: goal && 1 + goal.millis / median(times[BASE]),
    },
  ];
}
