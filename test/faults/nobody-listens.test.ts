import { quietPort } from '@otel-xray/test-kit';
import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, until, withoutJitter } from './traced.ts';

it.each([
  ['auto', 'unreachable'],
  ['daemon', 'unreachable'],
  ['daemon-http', 'unreachable'],
  ['api', 'unreachable'],
] as const)('target %s counts everything as %s', async (target, reason) => {
  withoutJitter();
  const address = `127.0.0.1:${await quietPort()}`;
  const traced = startTraced({ target, daemonAddress: address, endpoint: `http://${address}`, retryMillis: 1_000 });
  traced.work(100);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 200, sent: 0, queued: 0, dropped: { [reason]: 200 } });
  expectBalance(traced.stats(), new Set());
});

it('a later listener receives the documents that still wait', async () => {
  withoutJitter();
  const port = await quietPort();
  const traced = startTraced({ target: 'daemon-http', daemonAddress: `127.0.0.1:${port}` });
  traced.work(10);
  await until(() => traced.stats().retriedCalls > 2);
  const receiver = await startReceiver(port);
  onTestFinished(() => receiver.close());
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 20, sent: 20, queued: 0, dropped: {} });
  expectBalance(traced.stats(), receiver.taken);
});
