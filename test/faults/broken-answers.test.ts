import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, withoutJitter } from './traced.ts';

it.each(['daemon-http', 'api'] as const)(
  'calls with slow, cut and half answers are repeated, target %s',
  async (target) => {
    withoutJitter();
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    receiver.answer = (call) => {
      const { response } = call;
      switch (call.number % 5) {
        case 1:
          return void response.socket?.destroy();
        case 2:
          response.writeHead(200, { 'content-length': 1_000 });
          return void response.write('{"Unproc', () => response.destroy());
        case 3:
          // Never: the call's own time ends it.
          return;
        case 4:
          return void response.writeHead(200).end('{"Unproc');
        default:
          return call.take();
      }
    };
    const daemonAddress = `127.0.0.1:${receiver.port}`;
    const traced = startTraced({ target, daemonAddress, endpoint: receiver.url, timeoutMillis: 100 });
    for (let i = 0; i < 4; i++) {
      traced.work(5);
      await traced.processor.forceFlush();
    }
    expect(traced.stats()).toMatchObject({ accepted: 40, sent: 40, queued: 0, dropped: {} });
    expect(traced.stats().retriedCalls).toBeGreaterThan(10);
    expectBalance(traced.stats(), receiver.taken);
  },
);

it('a lost answer to accepted documents sends them twice, and counts them once', async () => {
  withoutJitter();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = (call) => {
    if (call.number > 1) return call.take();
    call.take();
    call.response.socket?.destroy();
  };
  const traced = startTraced({ target: 'daemon-http', daemonAddress: `127.0.0.1:${receiver.port}` });
  traced.work(1);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 2, sent: 2, sentDocuments: 1, dropped: {} });
  expectBalance(traced.stats(), receiver.taken);
});

it('a call to an endpoint that does not speak TLS ends in time', async () => {
  withoutJitter();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const endpoint = receiver.url.replace('http:', 'https:');
  const traced = startTraced({ target: 'api', endpoint, retryMillis: 200 });
  traced.work(5);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 10, sent: 0, queued: 0, dropped: { sendFailed: 10 } });
  expect(traced.stats().retriedCalls).toBeGreaterThan(0);
  expectBalance(traced.stats(), receiver.taken);
});
