import { fileURLToPath } from 'node:url';
import type { AWSXRaySpanProcessorOptions, ExporterStats } from '@otel-xray/exporter';
import { expect, it, onTestFinished } from 'vitest';
import { runNode } from '../e2e/run-process.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { expectBalance } from './traced.ts';

/** Runs a process that traces 10,000 spans and ends. */
async function run(end: 'exit' | 'shutdown', receiver: Receiver): Promise<ExporterStats> {
  const options: AWSXRaySpanProcessorOptions = {
    target: 'daemon-http',
    daemonAddress: `127.0.0.1:${receiver.port}`,
    batchDelayMillis: 0,
    shutdownTimeoutMillis: 60_000,
  };
  const program = runNode([fileURLToPath(import.meta.resolve('./programs/traced.mjs'))], {
    RUN: JSON.stringify({ options, spans: 10_000, end }),
  });
  onTestFinished(() => program.kill('SIGKILL'));
  const { code, output, errors } = await program.ended;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return JSON.parse(/^stats (.*)$/m.exec(output)![1]!);
}

it('with 10,000 spans queued and a shutdown, all arrive', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const stats = await run('shutdown', receiver);
  expect(stats).toMatchObject({ accepted: 10_000, sent: 10_000, queued: 0, dropped: {} });
  expectBalance(stats, receiver.taken);
});

it('with 10,000 spans queued and process.exit(), what did not go is counted as queued', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const stats = await run('exit', receiver);
  expect(stats).toMatchObject({ accepted: 10_000, sent: 0, queued: 10_000, dropped: {} });
  expectBalance(stats, receiver.taken);
});
