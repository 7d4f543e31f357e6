import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, until } from './traced.ts';

const MINUTES = 24 * 60;

it('a day of work, a fault in every hour, on clocks that are moved by hand: nothing leaks', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  let minute = 0;
  let number = 0;
  const calls: number[] = [];
  receiver.answer = (call) => {
    calls.push(++number);
    (receiver.calls as unknown[]).length = 0;
    const [{ id: Id } = { id: '' }] = call.documents;
    switch (minute % 60) {
      case 10:
        return call.refuse(503);
      case 20:
        return call.refuse(429, { 'retry-after': '5' });
      case 30:
        return call.take([{ Id, ErrorCode: 'InternalFailure' }]);
      case 40:
        return call.refuse(413);
      case 50:
        return call.refuse(403, { 'x-amzn-errortype': 'AccessDeniedException' });
      default:
        return call.take();
    }
  };
  const traced = startTraced({
    target: 'daemon-http',
    daemonAddress: `127.0.0.1:${receiver.port}`,
    maxQueueDocuments: 50,
  });
  const heap: number[] = [];
  for (minute = 0; minute < MINUTES; minute++) {
    traced.work(4);
    // A minute in steps, each with turns for the sockets.
    for (let step = 0; step < 6; step++) {
      for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(10_000);
    }
    if (minute % 360 === 359) heap.push(await heapBytes());
  }
  minute = 1;
  await until(() => {
    vi.advanceTimersByTime(1_000);
    return traced.stats().queued === 0;
  });
  const stats = traced.stats();
  expect(stats.accepted).toBe(MINUTES * 8);
  expect(Object.keys(stats.dropped).sort()).toEqual(['InternalFailure', 'accessDenied', 'sendFailed']);
  expectBalance(stats, receiver.taken);
  // The ids that the receiver remembers, 100 bytes each, are all that may grow.
  expect(heap.at(-1)! - heap[0]!).toBeLessThan(3_000_000);
});

async function heapBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
  return process.memoryUsage().heapUsed;
}
