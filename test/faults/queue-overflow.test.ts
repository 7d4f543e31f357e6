import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, until } from './traced.ts';

it('while a receiver hangs, the bounds hold, and spans without room in the queue are shed', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const waiting: (() => void)[] = [];
  receiver.answer = (call) => waiting.push(() => call.take());
  const bounds = { maxQueueDocuments: 100, maxQueueBytes: 50_000 };
  const traced = startTraced({ target: 'daemon-http', daemonAddress: `127.0.0.1:${receiver.port}`, ...bounds });
  const first = traced.work(50);
  await until(() => waiting.length === 2);
  traced.work(5_000);
  const last = traced.work(1);
  const { queuedBytes, queuedDocuments, dropped } = traced.stats();
  // Calls in flight hold their documents beside the queue.
  expect(queuedBytes).toBeLessThanOrEqual(50_000 + 2 * 256_000);
  expect(queuedDocuments).toBeLessThanOrEqual(100 + 50);
  expect(dropped['queueFull']).toBeGreaterThan(9_000);
  receiver.answer = (call) => call.take();
  for (const go of waiting) go();
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 10_102, queued: 0, queuedBytes: 0, queuedDocuments: 0 });
  expect(traced.stats().droppedByClass).toEqual({ 'segments without error': dropped['queueFull'] });
  expect([receiver.taken.has(first[0]!), receiver.taken.has(last[0]!)]).toEqual([true, false]);
  expectBalance(traced.stats(), receiver.taken);
});
