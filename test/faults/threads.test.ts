import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ExporterStats } from '@otel-xray/exporter';
import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced } from './traced.ts';

it('each thread has a queue and sockets of its own, and its own counts', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const options = { target: 'daemon-http' as const, daemonAddress: `127.0.0.1:${receiver.port}` };
  const traced = startTraced(options);
  const threads = [1, 2, 3].map((n) => runThread({ options, spans: n * 100, end: 'shutdown' }));
  traced.work(50);
  const stats = await Promise.all(threads);
  await traced.processor.shutdown();
  expect(stats.map(({ accepted, sent }) => [accepted, sent])).toEqual([
    [100, 100],
    [200, 200],
    [300, 300],
  ]);
  const all = [...stats, traced.stats()];
  const sum = (name: 'accepted' | 'sent' | 'queued') => all.reduce((total, each) => total + each[name], 0);
  const dropped = Object.assign({}, ...all.map((each) => each.dropped));
  expect(dropped).toEqual({});
  expectBalance(
    { ...traced.stats(), accepted: sum('accepted'), sent: sum('sent'), queued: sum('queued'), dropped },
    receiver.taken,
  );
});

function runThread(workerData: object): Promise<ExporterStats> {
  const worker = new Worker(fileURLToPath(import.meta.resolve('./programs/traced.mjs')), { workerData });
  onTestFinished(() => void worker.terminate());
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
