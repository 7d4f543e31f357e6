import { fileURLToPath } from 'node:url';
import { quietPort } from '@otel-xray/test-kit';
import { expect, it, onTestFinished } from 'vitest';
import { type RunningProcess, runNode } from '../e2e/run-process.ts';
import { expectBalance, startTraced, until, withoutJitter } from './traced.ts';

it.each(['auto', 'daemon-http'] as const)(
  'target %s loses nothing while the daemon is killed and starts again',
  async (target) => {
    withoutJitter();
    const daemons: RunningProcess[] = [];
    const port = await quietPort();
    const start = async (): Promise<void> => {
      const daemon = runNode([fileURLToPath(import.meta.resolve('./programs/receiver.mjs'))], { PORT: String(port) });
      daemons.push(daemon);
      onTestFinished(() => daemon.kill('SIGKILL'));
      await daemon.line(/listens at (\d+)/);
    };
    await start();
    const traced = startTraced({ target, daemonAddress: `127.0.0.1:${port}` });
    traced.work(100);
    await until(() => traced.stats().sent > 0);
    traced.work(100);
    daemons[0]!.kill('SIGKILL');
    await daemons[0]!.ended;
    traced.work(100);
    const { retriedCalls } = traced.stats();
    await until(() => traced.stats().retriedCalls > retriedCalls);
    await start();
    await traced.processor.forceFlush();
    traced.work(100);
    await traced.processor.shutdown();
    daemons[1]!.kill('SIGTERM');
    const outputs = await Promise.all(daemons.map(({ ended }) => ended));
    const taken = outputs.flatMap(({ output }) =>
      [...output.matchAll(/^taken (.*)$/gm)].flatMap(([, ids]) => ids!.split(' ')),
    );
    expect(traced.stats()).toMatchObject({ accepted: 800, sent: 800, queued: 0, dropped: {} });
    // Documents whose answer the kill cut off are received twice.
    expectBalance(traced.stats(), new Set(taken));
  },
);
