// Our exporter against the stand-in for the X-Ray daemon, the Go program beside the reference translator: every tree that leaves over UDP is taken, none is
// rejected, and the documents are those that an acknowledged way delivers. Argument: the path of the program.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';

const TREES = 600;
const standin = spawn(process.argv[2], ['standin', '-udp', '127.0.0.1:0', '-idle', '200ms'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = createInterface({ input: standin.stdout })[Symbol.asyncIterator]();
// UDP says nothing of what is lost: without an answer for so long, something is.
const late = () =>
  sleep(15_000, undefined, { ref: true }).then(() => assert.fail('the stand-in has nothing more to tell'));
const next = async () => JSON.parse((await Promise.race([lines.next(), late()])).value);
try {
  const { listening } = await next();
  const delivered = [];
  const acknowledged = {
    async send(documents) {
      for (const document of documents) delivered.push(new TextDecoder().decode(document));
      return { status: 'success' };
    },
    async shutdown() {},
  };
  const processors = [
    new AWSXRaySpanProcessor({ target: 'daemon', daemonAddress: listening }),
    new AWSXRaySpanProcessor({ target: acknowledged }),
  ];
  const provider = new TracerProvider({ spanProcessors: processors, idGenerator: new AWSXRayIdGenerator() });
  const tracer = provider.getTracer('peers');
  for (let n = 0; n < TREES; n++) {
    const root = tracer.startSpan(`GET /${n}`, { kind: 1, attributes: { 'app.text': 'é'.repeat(n) } });
    tracer.startSpan('step', {}, trace.setSpan(context.active(), root)).end();
    root.end();
    // Some 1,200 spans a second.
    if (n % 6 === 5) await sleep(10);
  }
  await provider.forceFlush();
  const taken = [];
  while (taken.length < TREES) {
    const { batch, rejected } = await next();
    assert.equal(rejected, undefined);
    taken.push(...batch);
  }
  assert.deepEqual(taken.map(normalised).sort(), delivered.map(normalised).sort());
  const { sent, dropped } = processors[0].stats();
  assert.deepEqual({ sent, dropped }, { sent: 2 * TREES, dropped: {} });
  await provider.shutdown();
  console.log(
    `the stand-in for the daemon took all ${TREES} documents, as they are delivered where that is acknowledged`,
  );
} finally {
  standin.kill();
}
// The waits that nobody needs any more.
process.exit();

/** Members in one order: both processors translate the same spans, and none of them has an id of its own making. */
function normalised(document) {
  return JSON.stringify(JSON.parse(document));
}
