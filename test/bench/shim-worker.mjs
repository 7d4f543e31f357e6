// Measures one core of the X-Ray SDK in a process of its own: `shim-worker.mjs FILE`. Prints JSON: nanoseconds per call, milliseconds to load,
// and bytes of heap that contexts leave behind.
import { createRequire } from 'node:module';

const file = process.argv[2];
const require = createRequire(import.meta.url);
const loadFrom = performance.now();
const AWSXRay = require(file);
const loadMillis = performance.now() - loadFrom;
AWSXRay.setContextMissingStrategy('IGNORE_ERROR');

const CALLS = 20_000;

/** Runs below one segment for each 50 calls, as a request would. */
async function timed(call) {
  const from = process.hrtime.bigint();
  for (let done = 0; done < CALLS; done += 50) {
    const segment = new AWSXRay.Segment('bench');
    await AWSXRay.getNamespace().runPromise(async () => {
      AWSXRay.setSegment(segment);
      for (let i = 0; i < 50; i++) await call();
    });
    segment.close();
  }
  return Number(process.hrtime.bigint() - from) / CALLS;
}

const operations = {
  captureAsyncFunc: () => AWSXRay.captureAsyncFunc('a', async (sub) => sub.close()),
  captureFunc: () => AWSXRay.captureFunc('f', () => undefined),
  getSegment: () => {
    for (let i = 0; i < 100; i++) AWSXRay.getSegment();
  },
};
const nanos = {};
for (const [name, call] of Object.entries(operations)) {
  await timed(call);
  nanos[name] = await timed(call);
}
nanos.getSegment /= 100;

const contexts = process.argv[3] === undefined ? 0 : Number(process.argv[3]);
const grownBytes = await growth(contexts);
console.log(JSON.stringify({ loadMillis, nanos, grownBytes }));
process.exit();

/** Heap after the second half of the contexts, over that after the first. */
async function growth(count) {
  const heapAfter = async (contexts) => {
    for (let i = 0; i < contexts; i++) {
      await AWSXRay.getNamespace().runPromise(async () => {
        AWSXRay.getNamespace().set('value', i);
        await null;
      });
    }
    for (let i = 0; i < 3; i++) global.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const first = await heapAfter(count / 2);
  return (await heapAfter(count / 2)) - first;
}
