// npm run soak [-- --minutes 10 --rate 5000]: spans at a steady rate for a long time, to a daemon that fails in another way every ten
// seconds. Prints a row a minute. At the end every span is accounted for, the sent spans are those that were received, and memory is as
// after two minutes.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { context, SpanKind, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '5000' } },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const FAULTS = ['500', 'cut', 'slow', '429', 'gone', '502', 'half', 'refused'];
/** How often one begins, and how long it lasts. */
const FAULT_MILLIS = 10_000;
const FAULT_LASTS_MILLIS = 2_000;
const SPANS = 5;
/** Heap that is left after a collection may be so much more at the end than after two minutes. */
const MAX_GROWTH = 1.25;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const receiver = fork(join(import.meta.dirname, 'soak/receiver.mjs'));
const answer = () => new Promise((resolve) => receiver.once('message', resolve));
const ask = (what) => {
  const next = answer();
  receiver.send(what);
  return next;
};
const { port } = await answer();
const processor = new AWSXRaySpanProcessor({
  target: 'daemon-http',
  daemonAddress: `127.0.0.1:${port}`,
  retryMillis: 15_000,
  timeoutMillis: 2_000,
});
const provider = new TracerProvider({ spanProcessors: [processor], idGenerator: new AWSXRayIdGenerator() });
const tracer = provider.getTracer('soak');

const heaps = [];
const start = performance.now();
const until = start + minutes * 60_000;
let credit = 0;
let nextFault = start + FAULT_MILLIS;
let nextRow = start + 60_000;
let faults = 0;
console.log('minute  accepted      sent   dropped                                    queued  queued MB   heap MB');
for (let last = start; last < until; ) {
  await sleep(5);
  const now = performance.now();
  credit += ((now - last) * rate) / 1_000;
  last = now;
  for (; credit >= SPANS; credit -= SPANS) makeTree();
  if (now >= nextFault) {
    await ask(faults % 2 === 0 ? FAULTS[(faults / 2) % FAULTS.length] : 'well');
    nextFault += faults++ % 2 === 0 ? FAULT_LASTS_MILLIS : FAULT_MILLIS - FAULT_LASTS_MILLIS;
  }
  if (now < nextRow) continue;
  nextRow += 60_000;
  row();
}
await ask('well');
// Room for what waits for its next attempt.
for (let left = 60; left > 0 && processor.stats().queued > 0; left--) await sleep(500);
await provider.shutdown();
row();

const stats = processor.stats();
const taken = await ask('counts');
receiver.kill();
const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
const growth = heaps.length > 2 ? heaps.at(-2) / heaps[1] : 1;
const checks = [
  [
    `accepted ${stats.accepted} = sent ${stats.sent} + dropped ${dropped} + queued ${stats.queued}`,
    stats.accepted === stats.sent + dropped + stats.queued,
  ],
  [`taken ${taken.spans} = sent ${stats.sent}`, taken.spans === stats.sent],
  [`heap grew ${growth.toFixed(2)}-fold from minute 2 to the end (at most ${MAX_GROWTH})`, growth <= MAX_GROWTH],
];
for (const [text, holds] of checks) console.log(`${holds ? 'ok    ' : 'NOT OK'} ${text}`);
process.exitCode = checks.every(([, holds]) => holds) ? 0 : 1;

function makeTree() {
  const root = tracer.startSpan('GET /orders', { kind: SpanKind.SERVER, attributes: { 'http.request.method': 'GET' } });
  const below = trace.setSpan(context.active(), root);
  for (let n = 1; n < SPANS; n++) tracer.startSpan(`step ${n}`, { attributes: { 'app.step': n } }, below).end();
  root.end();
}

function row() {
  collect();
  const { accepted, sent, dropped: reasons, queued, queuedBytes } = processor.stats();
  const heap = process.memoryUsage().heapUsed / 1_048_576;
  heaps.push(heap);
  const minute = Math.round((performance.now() - start) / 60_000);
  console.log(
    `${String(minute).padStart(6)} ${String(accepted).padStart(9)} ${String(sent).padStart(9)}   ${JSON.stringify(reasons).padEnd(42)} ${String(queued).padStart(6)} ${(queuedBytes / 1_048_576).toFixed(1).padStart(10)} ${heap.toFixed(1).padStart(9)}`,
  );
}
