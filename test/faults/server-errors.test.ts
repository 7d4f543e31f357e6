import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, until, withoutJitter } from './traced.ts';

it.each([
  ['500', 500, '{"message":"oops"}'],
  ['502 with the HTML of a proxy', 502, '<html><body>Bad Gateway</body></html>'],
  ['503 that says for how long', 503, '{}'],
  ['200 with the HTML of a portal', 200, '<html><body>Welcome</body></html>'],
] as const)('%s is tried again until it is over', async (_, status, body) => {
  for (const target of ['daemon-http', 'api'] as const) {
    withoutJitter();
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    receiver.answer = (call) => (call.number <= 4 ? call.refuse(status, { 'retry-after': '0' }, body) : call.take());
    const daemonAddress = `127.0.0.1:${receiver.port}`;
    const traced = startTraced({ target, daemonAddress, endpoint: receiver.url });
    traced.work(30);
    await traced.processor.forceFlush();
    expect(traced.stats()).toMatchObject({ accepted: 60, sent: 60, queued: 0, dropped: {}, retriedCalls: 4 });
    expectBalance(traced.stats(), receiver.taken);
  }
});

it('a call that never ends is abandoned in time, and counted', async () => {
  withoutJitter();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = (call) => call.refuse(500);
  const daemonAddress = `127.0.0.1:${receiver.port}`;
  const traced = startTraced({ target: 'daemon-http', daemonAddress, retryMillis: 1_000 });
  traced.work(10);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 20, sent: 0, queued: 0, dropped: { sendFailed: 20 } });
  expectBalance(traced.stats(), receiver.taken);
  receiver.answer = (call) => call.take();
  traced.work(10);
  await until(() => traced.stats().sent === 20);
  expectBalance(traced.stats(), receiver.taken);
});
