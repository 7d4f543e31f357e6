import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced } from './traced.ts';

it('a clock that is 10 minutes off is corrected by the first answer', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const serverNow = () => Date.now() + 600_000;
  receiver.answer = (call) => {
    const [, date] = /(\d{8}T\d{6}Z)/.exec(String(call.headers['x-amz-date']))!;
    const headers = { date: new Date(serverNow()).toUTCString() };
    // As AWS does: five minutes to either side.
    if (Math.abs(timeOf(date!) - serverNow()) < 300_000) call.take([], headers);
    else call.refuse(403, { ...headers, 'x-amzn-errortype': 'InvalidSignatureException' });
  };
  const traced = startTraced({ target: 'api', endpoint: receiver.url });
  for (let i = 0; i < 3; i++) {
    traced.work(5);
    await traced.processor.forceFlush();
  }
  expect(traced.stats()).toMatchObject({ accepted: 30, sent: 30, queued: 0, dropped: {} });
  const refused = receiver.calls.filter(({ response }) => response.statusCode === 403);
  expect(refused.length).toBeLessThanOrEqual(2);
  expectBalance(traced.stats(), receiver.taken);
});

/** `20261121T150000Z` as epoch milliseconds. */
function timeOf(text: string): number {
  return Date.parse(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
}
