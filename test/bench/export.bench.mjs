// From a span's start to bytes at a receiver in another process: what an exporter costs the program, and what is lost on the way.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { median } from './race.mjs';
import { SPANS_PER_TRACE } from './workload.mjs';

export const packages = ['format', 'translator', 'id-generator', 'exporter'];
export const parts = ['cpu', 'loss', 'delay', 'memory'];

const NOOP = 'no-op exporter';
const OTLP = 'OTLP/protobuf';
const EXPORTER = 'AWSXRayExporter, UDP';
const PROCESSOR = 'AWSXRaySpanProcessor, UDP';
const PROCESSOR_HTTP = 'AWSXRaySpanProcessor, daemon-http';
/** Subject → the way it goes. */
const WAYS = { [NOOP]: 'udp', [OTLP]: 'http', [EXPORTER]: 'udp', [PROCESSOR]: 'udp', [PROCESSOR_HTTP]: 'http' };

export async function run(part) {
  const receivers = { udp: await startReceiver('udp'), http: await startReceiver('http') };
  try {
    switch (part) {
      case 'cpu':
        return await cpu(receivers);
      case 'loss':
        return await loss(receivers);
      case 'delay':
        return await delay(receivers);
      default:
        return await memory(receivers);
    }
  } finally {
    for (const receiver of Object.values(receivers)) receiver.stop();
  }
}

/** Time of the program's own thread for each span, and datagrams for each trace. */
async function cpu(receivers) {
  const goals = { [EXPORTER]: 0.7, [PROCESSOR]: 0.85 };
  const runs = await interleaved(Object.keys(WAYS), 3, receivers, { mode: 'closed', spans: 140_000 });
  const rows = rowsOf(
    'CPU a span',
    runs,
    OTLP,
    ({ cpuNanos }) => cpuNanos,
    (nanos) => `${Math.round(nanos)} ns`,
    goals,
  );
  const datagrams = [EXPORTER, PROCESSOR].map((subject) => {
    const perTrace = median(
      runs[subject].map(({ received, allSpans }) => (received.calls * SPANS_PER_TRACE) / allSpans),
    );
    const what = 'datagrams a trace of 7';
    const goal = subject === PROCESSOR ? 1 : undefined;
    return { what, subject, reference: 'one', ratio: perTrace, value: perTrace.toFixed(3), goal };
  });
  return [...rows, ...datagrams];
}

/** Spans that do not arrive at a receiver with the system's own buffer, in hundredths of those sent. */
async function loss(receivers) {
  const rows = [];
  for (const [subject, spansPerSecond] of [
    [PROCESSOR, 2_000],
    [PROCESSOR, 20_000],
    [PROCESSOR_HTTP, 20_000],
  ]) {
    const runs = (
      await interleaved([subject], 5, receivers, { mode: 'paced', spansPerSecond, seconds: 3, isWarm: false })
    )[subject];
    const lost = median(runs.map(({ allSpans, received }) => 1 - received.spans / allSpans));
    const unaccounted = runs.some(({ stats }) => stats.queued !== 0 || stats.accepted !== stats.sent);
    const total = runs.map(({ allSpans, received }) => `${allSpans - received.spans}/${allSpans}`).join(' ');
    const value = `${(100 * lost).toFixed(2)} % (${total})${unaccounted ? ', not all counted as sent' : ''}`;
    rows.push({ what: `lost at ${spansPerSecond} spans/s`, subject, reference: 'none', ratio: lost, value, goal: 0 });
  }
  return rows;
}

async function delay(receivers) {
  const subjects = [NOOP, OTLP, PROCESSOR, PROCESSOR_HTTP];
  const runs = await interleaved(subjects, 5, receivers, { mode: 'paced', spansPerSecond: 5_000, seconds: 3 });
  const goals = { [PROCESSOR]: 1.1, [PROCESSOR_HTTP]: 1.1 };
  const millis = (value) => `${value.toFixed(2)} ms`;
  return rowsOf('event-loop delay p99, 5,000 spans/s', runs, NOOP, ({ delayMillis }) => delayMillis, millis, goals);
}

async function memory(receivers) {
  const runs = await interleaved([NOOP, OTLP, EXPORTER, PROCESSOR], 1, receivers, { mode: 'memory', spans: 1_000_006 });
  const goals = { [EXPORTER]: 1.4, [PROCESSOR]: 1.4 };
  const mebibytes = (bytes) => `${Math.round(bytes / 1_048_576)} MiB`;
  return rowsOf('peak memory, 1 million spans', runs, NOOP, ({ peakBytes }) => peakBytes, mebibytes, goals);
}

/** Runs the subjects in turn, so that what else the machine does meets all of them alike. */
async function interleaved(subjects, rounds, receivers, settings) {
  const runs = Object.fromEntries(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) {
      const receiver = receivers[WAYS[subject]];
      await receiver.ask('reset');
      const figures = await runWorker({ subject, port: receiver.port, ...settings });
      runs[subject].push({ ...figures, received: await receiver.ask('counts') });
    }
  }
  return runs;
}

function rowsOf(what, runs, reference, figureOf, textOf, goals) {
  return Object.entries(runs).map(([subject, each]) => ({
    what,
    subject,
    reference,
    ratio: median(each.map((one, round) => figureOf(one) / figureOf(runs[reference][round]))),
    value: textOf(median(each.map(figureOf))),
    goal: goals[subject],
  }));
}

function runWorker(settings) {
  return new Promise((resolve, reject) => {
    let figures;
    const execArgv = settings.mode === 'memory' ? [] : ['--expose-gc'];
    const child = fork(join(import.meta.dirname, 'export-worker.mjs'), [JSON.stringify(settings)], { execArgv });
    child.on('message', (message) => {
      figures = message;
    });
    child.on('exit', (code) =>
      figures ? resolve(figures) : reject(new Error(`${settings.subject} ended with ${code}`)),
    );
  });
}

async function startReceiver(kind) {
  const child = fork(join(import.meta.dirname, 'receiver.mjs'), [kind], { execArgv: [] });
  const next = () => new Promise((resolve) => child.once('message', resolve));
  const { port } = await next();
  const ask = (what) => {
    const answer = next();
    child.send(what);
    return answer;
  };
  return { port, ask, stop: () => child.kill() };
}
