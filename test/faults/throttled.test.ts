import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, withoutJitter } from './traced.ts';

it.each(['daemon-http', 'api'] as const)('429 for a while delays, and loses nothing, target %s', async (target) => {
  withoutJitter();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  let underWay = 0;
  const peaks: number[] = [];
  receiver.answer = (call) => {
    peaks.push(++underWay);
    setImmediate(() => {
      underWay--;
      if (call.number <= 12) call.refuse(429, { 'x-amzn-errortype': 'ThrottledException' });
      else call.take();
    });
  };
  const daemonAddress = `127.0.0.1:${receiver.port}`;
  const traced = startTraced({ target, daemonAddress, endpoint: receiver.url });
  for (let i = 0; i < 10; i++) traced.work(20);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 400, sent: 400, queued: 0, dropped: {}, retriedCalls: 12 });
  expectBalance(traced.stats(), receiver.taken);
  // Two at first; one from the first throttle until something else is answered.
  expect(peaks.slice(2, 13).every((calls) => calls === 1)).toBe(true);
});
