import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ExporterStats } from '@otel-xray/exporter';
import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced } from './traced.ts';

it('each forked process has a queue and sockets of its own, and its own counts', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const options = { target: 'daemon-http' as const, daemonAddress: `127.0.0.1:${receiver.port}` };
  const traced = startTraced(options);
  traced.work(30);
  const children = [1, 2].map((n) => runForked({ options, spans: n * 100, end: 'shutdown' }));
  traced.work(20);
  const stats = await Promise.all(children);
  await traced.processor.shutdown();
  expect(stats.map(({ accepted, sent, queued, dropped }) => ({ accepted, sent, queued, dropped }))).toEqual([
    { accepted: 100, sent: 100, queued: 0, dropped: {} },
    { accepted: 200, sent: 200, queued: 0, dropped: {} },
  ]);
  const own = traced.stats();
  expectBalance({ ...own, accepted: own.accepted + 300, sent: own.sent + 300 }, receiver.taken);
});

async function runForked(run: object): Promise<ExporterStats> {
  const child = fork(fileURLToPath(import.meta.resolve('./programs/traced.mjs')), {
    env: { ...process.env, RUN: JSON.stringify(run) },
    silent: true,
  });
  onTestFinished(() => void child.kill());
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
  await once(child, 'close');
  const [, stats = '{}'] = /^stats (.*)$/m.exec(output) ?? [];
  return JSON.parse(stats);
}
