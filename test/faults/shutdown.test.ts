import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, until } from './traced.ts';

it('while a call is in flight: it is waited for, and a second call does no more', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const waiting: (() => void)[] = [];
  receiver.answer = (call) => waiting.push(() => call.take());
  const traced = startTraced({ target: 'daemon-http', daemonAddress: `127.0.0.1:${receiver.port}` });
  traced.work(10);
  await until(() => waiting.length > 0);
  const shutdowns = [traced.processor.shutdown(), traced.processor.shutdown()];
  receiver.answer = (call) => call.take();
  for (const go of waiting) go();
  await Promise.all(shutdowns);
  expect(traced.stats()).toMatchObject({ accepted: 20, sent: 20, queued: 0, dropped: {} });
  traced.work(1);
  expect(traced.stats()).toMatchObject({ accepted: 22, sent: 20, dropped: { shutdown: 2 } });
  expectBalance(traced.stats(), receiver.taken);
});

it('while nothing is answered: it ends in time, and what is left is counted', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = () => {};
  const options = { shutdownTimeoutMillis: 100, timeoutMillis: 60_000 };
  const traced = startTraced({ target: 'daemon-http', daemonAddress: `127.0.0.1:${receiver.port}`, ...options });
  traced.work(2);
  await until(() => receiver.calls.length === 2);
  traced.work(200);
  const start = performance.now();
  await traced.processor.shutdown();
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(traced.stats()).toMatchObject({
    accepted: 404,
    sent: 0,
    queued: 0,
    // With a backlog, a third call has started: 50 documents of two spans.
    dropped: { shutdown: 300, sendFailed: 104 },
  });
  expectBalance(traced.stats(), receiver.taken);
});

it('while it waits before another attempt', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = (call) => call.refuse(503, { 'retry-after': '30' });
  const options = { shutdownTimeoutMillis: 50 };
  const traced = startTraced({ target: 'daemon-http', daemonAddress: `127.0.0.1:${receiver.port}`, ...options });
  traced.work(2);
  await until(() => traced.stats().retriedCalls === 2);
  await traced.processor.shutdown();
  expect(traced.stats()).toMatchObject({ accepted: 4, sent: 0, queued: 0, dropped: { sendFailed: 4 } });
  expectBalance(traced.stats(), receiver.taken);
});
