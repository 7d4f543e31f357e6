import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced, withoutJitter } from './traced.ts';

it.each(['daemon-http', 'api'] as const)(
  'refused documents are counted under their code, target %s',
  async (target) => {
    withoutJitter();
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    receiver.answer = (call) => {
      const idOf = (name: string) => call.documents.find((document) => document.name === name)?.id;
      const answers = Object.entries({ old: 'InvalidTime', busy: 'ThrottledException', flaky: 'InternalFailure' });
      const unprocessed = answers.flatMap(([name, ErrorCode]) => {
        const Id = name === 'flaky' && call.number > 1 ? undefined : idOf(name);
        return Id === undefined ? [] : [{ Id, ErrorCode }];
      });
      call.take(unprocessed);
    };
    const daemonAddress = `127.0.0.1:${receiver.port}`;
    const traced = startTraced({ target, daemonAddress, endpoint: receiver.url, batchDelayMillis: 60_000 });
    for (const name of ['good', 'old', 'busy', 'flaky', 'fine']) traced.work(1, name);
    await traced.processor.forceFlush();
    expect(receiver.calls.map(({ documents }) => documents.map(({ name }) => name))).toEqual([
      ['good', 'old', 'busy', 'flaky', 'fine'],
      ['busy', 'flaky'],
    ]);
    const dropped = { InvalidTime: 2, ThrottledException: 2 };
    expect(traced.stats()).toMatchObject({ accepted: 10, sent: 6, queued: 0, dropped });
    expectBalance(traced.stats(), receiver.taken);
  },
);

it('an answer without id costs one document', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer = (call) => {
    const [first, ...others] = call.documents;
    // It knows which one it did not take, and cannot say so.
    const { response } = call;
    const without = { UnprocessedTraceSegments: [{ ErrorCode: 'MissingId' }] };
    for (const { id, subsegments = [] } of others)
      for (const each of [id, ...subsegments.map((s) => s.id)]) taken.add(each);
    expect(first).toBeDefined();
    response.writeHead(200).end(JSON.stringify(without));
  };
  const taken = new Set<string>();
  const daemonAddress = `127.0.0.1:${receiver.port}`;
  const traced = startTraced({ target: 'daemon-http', daemonAddress, batchDelayMillis: 60_000 });
  traced.work(4);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 8, sent: 6, queued: 0, dropped: { MissingId: 2 } });
  expectBalance(traced.stats(), taken);
});
