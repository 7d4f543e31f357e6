// One run of one subject in a fresh process: spans from the SDK's tracer to a receiver on 127.0.0.1. Argument: { subject, mode, port, … } as JSON;
// sends its figures to its parent.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { importBuilt, requirePeer, shareOneApi } from './peers.mjs';
import { makeTracer, runTrace, SPANS_PER_TRACE } from './workload.mjs';

shareOneApi();
const { subject, mode, port, spans, spansPerSecond, seconds, isWarm = true, baseline } = JSON.parse(process.argv[2]);
const { AWSXRayIdGenerator } = await importBuilt('id-generator');
const { processor, settled, stats } = await makeSubject();
const { provider, tracer } = makeTracer([processor], new AWSXRayIdGenerator());
const start = Date.now();
let ended = 0;

// Below the 2,048 spans that the SDK's batch processor holds, so that nothing is dropped there.
const MAX_WAITING = 1_400;
// So many that the engine has compiled what a service runs all day.
const WARM_SPANS = 70_000;

if (mode !== 'memory' && isWarm) await closedLoop(WARM_SPANS);
globalThis.gc?.();
const before = ended;
const delay = monitorEventLoopDelay({ resolution: 1 });
const threadCpu = process.threadCpuUsage();
const cpu = process.cpuUsage();
const startedAt = performance.now();
if (mode === 'paced') {
  delay.enable();
  await pacedLoop();
  delay.disable();
} else {
  await closedLoop(spans);
}
await provider.forceFlush();
const millis = performance.now() - startedAt;
const nanosPerSpan = ({ user, system }) => ((user + system) * 1_000) / (ended - before);
const cpuNanos = nanosPerSpan(process.cpuUsage(cpu));
const threadCpuNanos = nanosPerSpan(process.threadCpuUsage(threadCpu));
await sleep(200);
process.send({
  spans: ended - before,
  cpuNanos,
  threadCpuNanos,
  spansPerSecond: ((ended - before) * 1_000) / millis,
  delayMillis: delay.percentile(99) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1_024,
  allSpans: ended,
  stats: stats?.(),
});
process.disconnect();

function one() {
  runTrace(tracer, start + (ended % 60_000));
  ended += SPANS_PER_TRACE;
}

async function closedLoop(count) {
  const until = ended + count;
  while (ended < until) {
    // Looked at once for many: to ask costs something, and not each subject the same.
    const room = MAX_WAITING - (ended - settled());
    for (let i = 0; i < 20 && i * SPANS_PER_TRACE < room && ended < until; i++) one();
    // Whoever paces itself is waited for without turning in circles, which would count as its own time.
    if (ended - settled() < MAX_WAITING) await turn();
    else await sleep(2);
  }
  await provider.forceFlush();
}

async function pacedLoop() {
  const until = performance.now() + seconds * 1_000;
  let credit = 0;
  for (let last = performance.now(); last < until; ) {
    await sleep(2);
    const now = performance.now();
    credit += ((now - last) * spansPerSecond) / 1_000;
    last = now;
    for (; credit >= SPANS_PER_TRACE; credit -= SPANS_PER_TRACE) {
      one();
      await turn();
    }
  }
}

async function makeSubject() {
  const { BatchSpanProcessor } = requirePeer('@opentelemetry/sdk-trace-base');
  const daemonAddress = `127.0.0.1:${port}`;
  /** Behind the SDK's batch processor; counts what its exporter has settled. */
  const batched = (exporter) => {
    let done = 0;
    const counting = {
      export(batch, callback) {
        exporter.export(batch, (result) => {
          done += batch.length;
          callback(result);
        });
      },
      forceFlush: async () => exporter.forceFlush?.(),
      shutdown: () => exporter.shutdown(),
    };
    return {
      processor: new BatchSpanProcessor(counting),
      settled: () => done,
      stats: exporter.stats && (() => exporter.stats()),
    };
  };
  const ours = (made) => ({ processor: made, settled: () => settledOf(made.stats()), stats: () => made.stats() });

  switch (subject) {
    case 'no-op exporter':
      return batched({ export: (_spans, callback) => callback({ code: 0 }), shutdown: async () => {} });
    case 'OTLP/protobuf': {
      const { OTLPTraceExporter } = requirePeer('@opentelemetry/exporter-trace-otlp-proto');
      return batched(new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` }));
    }
    case 'AWSXRayExporter, UDP': {
      const { AWSXRayExporter } = await importBuilt('exporter');
      return batched(new AWSXRayExporter({ target: 'daemon', daemonAddress }));
    }
    case 'AWSXRaySpanProcessor, UDP':
    case 'AWSXRaySpanProcessor, UDP, baseline': {
      const { AWSXRaySpanProcessor } = await importBuilt('exporter', baseline);
      return ours(new AWSXRaySpanProcessor({ target: 'daemon', daemonAddress }));
    }
    case 'AWSXRaySpanProcessor, daemon-http':
    case 'AWSXRaySpanProcessor, daemon-http, baseline': {
      const { AWSXRaySpanProcessor } = await importBuilt('exporter', baseline);
      return ours(new AWSXRaySpanProcessor({ target: 'daemon-http', daemonAddress }));
    }
    default:
      throw new Error(`no subject ${subject}`);
  }
}

function settledOf({ sent, dropped }) {
  return Object.values(dropped).reduce((sum, count) => sum + count, sent);
}
