import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced } from './traced.ts';

it.each(['daemon-http', 'api'] as const)('413 is answered with halves, target %s', async (target) => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  // No call with this document is accepted, and none with more than four.
  receiver.answer = (call) =>
    call.documents.length > 4 || call.documents.some(({ name }) => name === 'huge')
      ? call.refuse(413, {}, '<html>Too Large</html>')
      : call.take();
  const daemonAddress = `127.0.0.1:${receiver.port}`;
  const traced = startTraced({ target, daemonAddress, endpoint: receiver.url, batchDelayMillis: 60_000 });
  traced.work(12);
  traced.work(1, 'huge');
  traced.work(11);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 48, sent: 46, queued: 0, dropped: { sendFailed: 2 } });
  expectBalance(traced.stats(), receiver.taken);
});

it('400 that names the count is answered with halves once', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = (call) =>
    call.documents.length > 13
      ? call.refuse(400, {}, '{"message":"Exceeding maximum segment count: 13"}')
      : call.take();
  const daemonAddress = `127.0.0.1:${receiver.port}`;
  const traced = startTraced({ target: 'daemon-http', daemonAddress, batchDelayMillis: 60_000 });
  traced.work(25);
  await traced.processor.forceFlush();
  expect(receiver.calls.map(({ documents }) => documents.length)).toEqual([25, 13, 12]);
  expect(traced.stats()).toMatchObject({ accepted: 50, sent: 50, queued: 0, dropped: {} });
  expectBalance(traced.stats(), receiver.taken);
});
