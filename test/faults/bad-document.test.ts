import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced } from './traced.ts';

it.each(['daemon-http', 'api'] as const)('400 costs its call and no other, target %s', async (target) => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = (call) =>
    call.documents.some(({ name }) => name === 'bad') ? call.refuse(400, {}, '{"message":"malformed"}') : call.take();
  const traced = startTraced({ target, daemonAddress: `127.0.0.1:${receiver.port}`, endpoint: receiver.url });
  traced.work(5);
  await traced.processor.forceFlush();
  traced.work(1, 'bad');
  await traced.processor.forceFlush();
  traced.work(5);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 22, sent: 20, queued: 0, dropped: { sendFailed: 2 } });
  expectBalance(traced.stats(), receiver.taken);
});
