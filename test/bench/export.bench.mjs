// From a span's start to bytes at a receiver in another process: what an exporter costs the program, and what is lost on the way.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { median } from './race.mjs';
import { SPANS_PER_TRACE } from './workload.mjs';

export const packages = ['format', 'translator', 'id-generator', 'exporter'];
export const parts = ['closed', 'paced', 'loss', 'delay', 'memory'];

const NOOP = 'no-op exporter';
const OTLP = 'OTLP/protobuf';
const EXPORTER = 'AWSXRayExporter, UDP';
const PROCESSOR = 'AWSXRaySpanProcessor, UDP';
const PROCESSOR_HTTP = 'AWSXRaySpanProcessor, daemon-http';
/** Root of another checkout with built packages, whose exporter takes part in the closed loop. */
const { BENCH_BASELINE: BASELINE } = process.env;
const BEFORE = `${PROCESSOR}, baseline`;
const BEFORE_HTTP = `${PROCESSOR_HTTP}, baseline`;
/** Subject → the way it goes. */
const WAYS = {
  [NOOP]: 'udp',
  [OTLP]: 'http',
  [EXPORTER]: 'udp',
  [PROCESSOR]: 'udp',
  [PROCESSOR_HTTP]: 'http',
  [BEFORE]: 'udp',
  [BEFORE_HTTP]: 'http',
};
const nanoseconds = (nanos) => `${Math.round(nanos)} ns`;

export async function run(part) {
  const receivers = { udp: await startReceiver('udp'), http: await startReceiver('http') };
  try {
    switch (part) {
      case 'closed':
        return await closed(receivers);
      case 'paced':
        return await paced(receivers);
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

/** As many spans as an exporter takes: CPU of the whole process and of its main thread for each span, spans in a second, datagrams for each trace. */
async function closed(receivers) {
  const subjects = [NOOP, OTLP, EXPORTER, PROCESSOR, PROCESSOR_HTTP, ...(BASELINE ? [BEFORE, BEFORE_HTTP] : [])];
  const runs = await interleaved(subjects, 5, receivers, { mode: 'closed', spans: 140_000 });
  const datagrams = [EXPORTER, PROCESSOR].map((subject) => {
    const perTrace = median(
      runs[subject].map(({ received, allSpans }) => (received.calls * SPANS_PER_TRACE) / allSpans),
    );
    const what = 'datagrams a trace of 7';
    const goal = subject === PROCESSOR ? 1 : undefined;
    return { what, subject, reference: 'one', ratio: perTrace, value: perTrace.toFixed(3), goal };
  });
  return [
    ...cpuRows(
      ', closed loop',
      runs,
      { [EXPORTER]: 0.7, [PROCESSOR]: 0.9, [PROCESSOR_HTTP]: 1 },
      { [PROCESSOR]: 0.82 },
    ),
    ...throughput(runs),
    ...datagrams,
  ];
}

/** Time for a span, so that less is better as in each row: over the baseline where there is one. */
function throughput(runs) {
  const reference = BASELINE ? BEFORE : OTLP;
  const goals = BASELINE ? { [PROCESSOR]: 1 / 2.5 } : {};
  return rowsOf(
    'time a span, closed loop',
    runs,
    reference,
    ({ spansPerSecond }) => 1 / spansPerSecond,
    (seconds) => `${Math.round(1 / seconds)} spans/s`,
    goals,
  );
}

/** The load of a busy service: CPU for each span at 20,000 spans in a second. */
async function paced(receivers) {
  const subjects = [NOOP, OTLP, PROCESSOR, PROCESSOR_HTTP];
  const runs = await interleaved(subjects, 5, receivers, { mode: 'paced', spansPerSecond: 20_000, seconds: 3 });
  return cpuRows(', 20,000 spans/s', runs, { [PROCESSOR]: 0.9, [PROCESSOR_HTTP]: 1 }, { [PROCESSOR]: 0.82 });
}

function cpuRows(load, runs, goals, threadGoals) {
  return [
    ...rowsOf(`CPU of the process a span${load}`, runs, OTLP, ({ cpuNanos }) => cpuNanos, nanoseconds, goals),
    ...rowsOf(
      `CPU of the main thread a span${load}`,
      runs,
      OTLP,
      ({ threadCpuNanos }) => threadCpuNanos,
      nanoseconds,
      threadGoals,
    ),
  ];
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
  const goals = { [PROCESSOR]: 1.2, [PROCESSOR_HTTP]: 1.3 };
  const millis = (value) => `${value.toFixed(2)} ms`;
  return rowsOf('event-loop delay p99, 5,000 spans/s', runs, NOOP, ({ delayMillis }) => delayMillis, millis, goals);
}

async function memory(receivers) {
  const runs = await interleaved([NOOP, OTLP, EXPORTER, PROCESSOR], 1, receivers, { mode: 'memory', spans: 1_000_006 });
  const goals = { [EXPORTER]: 1.15, [PROCESSOR]: 1.15 };
  const mebibytes = (bytes) => `${Math.round(bytes / 1_048_576)} MiB`;
  return rowsOf('peak memory, 1 million spans', runs, NOOP, ({ peakBytes }) => peakBytes, mebibytes, goals);
}

const isBefore = (subject) => subject === BEFORE || subject === BEFORE_HTTP;

/** Runs the subjects in turn, so that what else the machine does meets all of them alike. */
async function interleaved(subjects, rounds, receivers, settings) {
  const runs = Object.fromEntries(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) {
      const receiver = receivers[WAYS[subject]];
      await receiver.ask('reset');
      const figures = await runWorker({
        subject,
        port: receiver.port,
        baseline: isBefore(subject) ? BASELINE : undefined,
        ...settings,
      });
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
