// Cost of tracing on AWS Lambda: cold starts under the real runtime client, beside others in turns, and a warm call of the wrapper.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { installLocked } from '../../scripts/install-locked.mjs';
import { runtimeClient } from '../e2e/runtime-client/build.mjs';
import { measureFunction } from './lambda-function.mjs';
import { BARE as BARE_FUNCTION, buildSubjects, LAYER, POWERTOOLS, WRAPPER } from './lambda-subjects.mjs';
import { importBuilt, requirePeer, shareOneApi } from './peers.mjs';
import { median } from './race.mjs';
import { makeTracer } from './workload.mjs';

export const packages = ['lambda-layer', 'sampler'];
export const parts = ['cold start', 'warm call'];

const BARE = 'the handler alone';
const ROUNDS = 15;
const INVOCATIONS = 200;
const CONTEXT = {
  awsRequestId: 'request',
  functionName: 'orders',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  getRemainingTimeInMillis: () => 3_000,
};

export function run(part) {
  return part === 'cold start' ? coldStarts() : warmCall();
}

/** Processes in turns, each from its start to some warm invocations. */
const STARTS = 15;
const INVOCATIONS_AFTER_START = 60;
/** The last of them count as warm. */
const WARM = 20;
/** Goals of the layer, and of the wrapper where it is bundled. */
const MOST = { ratio: 1.2, layerKibibytes: 250, bundleKilobytes: 150, warmMillis: 0.5 };

async function coldStarts() {
  const client = runtimeClient();
  if (client.file === undefined) {
    console.log(`Cold starts are left out: ${client.reason}`);
    return [];
  }
  installLocked(join(import.meta.dirname, 'peers-lambda'));
  // Outside of the repository: the layer uses instrumentations that it finds beside the function.
  const folder = mkdtempSync(join(tmpdir(), 'otel-xray-functions-'));
  let datagrams = 0;
  const daemon = createSocket('udp4').on('message', () => {
    datagrams++;
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  try {
    const subjects = await buildSubjects(folder);
    const setting = {
      client: client.file,
      daemonPort: daemon.address().port,
      invocations: INVOCATIONS_AFTER_START,
    };
    const runs = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
    const documents = {};
    const load = [loadavg()[0]];
    // The first round fills the caches of files.
    for (let round = -1; round < STARTS; round++) {
      for (const [name, subject] of Object.entries(subjects)) {
        const { init, invocations } = await measureFunction(subject, setting);
        documents[name] = (documents[name] ?? 0) + datagrams;
        datagrams = 0;
        if (round < 0) continue;
        runs[name].push({
          init,
          first: invocations[0],
          second: invocations[1],
          warm: {
            cpu: median(invocations.slice(-WARM).map(({ cpu }) => cpu)),
            elapsed: median(invocations.slice(-WARM).map(({ elapsed }) => elapsed)),
          },
        });
      }
      load.push(loadavg()[0]);
    }
    console.log(`Load during the cold starts: ${Math.min(...load).toFixed(1)} to ${Math.max(...load).toFixed(1)}`);
    const silent = Object.keys(subjects).filter((name) => documents[name] === 0);
    console.log(`Sent no document, so their invocations cost nothing: ${silent.join(', ')}`);
    return [...rowsOfTimes(runs), ...rowsOfSizes(subjects)];
  } finally {
    daemon.close();
    rmSync(folder, { recursive: true });
  }
}

/** Ratios of CPU time: elapsed time depends on the machine's other processes. */
function rowsOfTimes(runs) {
  const traced = Object.keys(runs).filter((name) => name !== BARE_FUNCTION);
  return FIGURES.flatMap(([what, figure, isOverBare]) => {
    const millisOf = (name, kind) =>
      median(
        runs[name].map((run, round) => run[figure][kind] - (isOverBare ? runs[BARE_FUNCTION][round][figure][kind] : 0)),
      );
    const bare = median(runs[BARE_FUNCTION].map((run) => run[figure].cpu));
    const reference = millisOf(POWERTOOLS, 'cpu');
    return traced.map((name) => ({
      what,
      subject: name,
      reference: POWERTOOLS,
      ratio: millisOf(name, 'cpu') / reference,
      value: `${millisOf(name, 'cpu').toFixed(2)} ms of CPU (bare ${bare.toFixed(2)}), ${millisOf(name, 'elapsed').toFixed(2)} ms elapsed`,
      ...(name === LAYER && figure !== 'warm' && { goal: MOST.ratio }),
      ...(figure === 'warm' && (name === LAYER || name === WRAPPER) && { goal: MOST.warmMillis / reference }),
    }));
  });
}

/** Row, member of a run, whether bare is subtracted. */
const FIGURES = [
  ['init over bare', 'init', true],
  ['first invocation', 'first', false],
  ['second invocation', 'second', false],
  ['warm invocation over bare', 'warm', true],
];

function rowsOfSizes(subjects) {
  const reference = subjects[POWERTOOLS].bytes;
  const goals = { [LAYER]: MOST.layerKibibytes * 1_024, [WRAPPER]: MOST.bundleKilobytes * 1_000 };
  return Object.entries(subjects)
    .filter(([name, { bytes }]) => name !== BARE_FUNCTION && bytes !== undefined)
    .map(([subject, { bytes }]) => ({
      what: subject === LAYER ? 'archive' : 'bundle, minified',
      subject,
      reference: POWERTOOLS,
      ratio: bytes / reference,
      value: `${(bytes / 1_000).toFixed(1)} kB`,
      ...(goals[subject] && { goal: goals[subject] / reference }),
    }));
}

async function warmCall() {
  shareOneApi();
  process.env._X_AMZN_TRACE_ID = 'Root=1-65530f1e-000000000000000000000001;Parent=00000000000000aa;Sampled=1';
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'orders';
  const receiver = createSocket('udp4').on('message', () => {});
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { AWSXRaySpanProcessor } = await importBuilt('exporter');
  const { AWSXRayIdGenerator } = await importBuilt('id-generator');
  const { wrapHandler } = await importBuilt('lambda');
  const processor = new AWSXRaySpanProcessor({ daemonAddress: `127.0.0.1:${receiver.address().port}` });
  const { provider } = makeTracer([processor], new AWSXRayIdGenerator());
  requirePeer('@opentelemetry/api').trace.setGlobalTracerProvider(provider);
  const handler = async () => ({ statusCode: 200 });
  const subjects = { [BARE]: handler, wrapHandler: wrapHandler(handler) };

  const millis = { [BARE]: [], wrapHandler: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [subject, invoke] of Object.entries(subjects)) {
      const start = process.cpuUsage();
      for (let n = 0; n < INVOCATIONS; n++) await invoke({}, CONTEXT);
      const { user, system } = process.cpuUsage(start);
      millis[subject].push((user + system) / 1_000 / INVOCATIONS);
    }
  }
  await provider.shutdown();
  receiver.close();
  return Object.entries(millis).map(([subject, each]) => ({
    what: 'an invocation',
    subject,
    reference: BARE,
    ratio: median(each) / median(millis[BARE]),
    ...(subject !== BARE && { goal: MOST.warmMillis / median(millis[BARE]) }),
    value: `${(1_000 * median(each)).toFixed(1)} µs of CPU`,
  }));
}
