import { expect, it, onTestFinished, vi } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, until } from './traced.ts';

it.each([
  ['daemon-http', 'AccessDeniedException'],
  ['api', 'AccessDeniedException'],
  ['api', 'UnrecognizedClientException'],
] as const)('403 stops the calls for a minute, target %s: %s', async (target, name) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = (call) => call.refuse(403, { 'x-amzn-errortype': name }, '{"message":"not authorized"}');
  const traced = startTraced({
    target,
    daemonAddress: `127.0.0.1:${receiver.port}`,
    endpoint: receiver.url,
    maxQueueDocuments: 30,
  });
  traced.work(1);
  await until(() => traced.stats().dropped['accessDenied'] === 2);
  traced.work(40);
  vi.advanceTimersByTime(59_000);
  expect(receiver.calls).toHaveLength(1);
  expect(traced.stats()).toMatchObject({ accepted: 82, queued: 60, dropped: { accessDenied: 2, queueFull: 20 } });
  expectBalance(traced.stats(), receiver.taken);
  receiver.answer = (call) => call.take();
  vi.advanceTimersByTime(1_001);
  await until(() => traced.stats().queued === 0);
  expect(traced.stats()).toMatchObject({ sent: 60, dropped: { accessDenied: 2, queueFull: 20 } });
  expectBalance(traced.stats(), receiver.taken);
});
