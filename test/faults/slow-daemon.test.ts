import { createSocket } from 'node:dgram';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type RunningProcess, runNode } from '../e2e/run-process.ts';
import { startTraced, until } from './traced.ts';

const isLinux = process.platform === 'linux';

/** A daemon with the kernel's default receive buffer, which drops in silence what does not fit. */
async function startDaemon(): Promise<{ daemon: RunningProcess; port: number; received: () => Promise<number> }> {
  const daemon = runNode([fileURLToPath(import.meta.resolve('./programs/udp-receiver.mjs'))]);
  onTestFinished(() => daemon.kill('SIGKILL'));
  const [, port] = await daemon.line(/listens at (\d+)/);
  const received = async (): Promise<number> => {
    daemon.kill('SIGTERM');
    return Number(/received (\d+)/.exec((await daemon.ended).output)?.[1]);
  };
  return { daemon, port: Number(port), received };
}

it('a daemon that reads only now and then loses nothing over UDP', { timeout: 60_000 }, async () => {
  const { daemon, port, received } = await startDaemon();
  const traced = startTraced({ target: 'daemon', daemonAddress: `127.0.0.1:${port}`, shutdownTimeoutMillis: 60_000 });
  traced.work(10);
  await traced.processor.forceFlush();
  for (let round = 0; round < 5; round++) {
    daemon.kill('SIGSTOP');
    // Five times what the receive buffer holds.
    traced.work(1_000);
    const { sentDocuments } = traced.stats();
    await until(() => traced.stats().sentDocuments > sentDocuments);
    daemon.kill('SIGCONT');
    await traced.processor.forceFlush();
  }
  await traced.processor.shutdown();
  expect(traced.stats()).toMatchObject({ accepted: 10_020, sent: 10_020, queued: 0, dropped: {}, kernelDropped: 0 });
  expect(await received()).toBe(10_020);
});

it.runIf(isLinux)('counts what the kernel drops at the daemon, and does not subtract it from sent', async () => {
  const { daemon, port } = await startDaemon();
  const traced = startTraced({ target: 'daemon', daemonAddress: `127.0.0.1:${port}` });
  traced.work(10);
  await traced.processor.forceFlush();
  daemon.kill('SIGSTOP');
  // Another program fills the buffer, and its datagrams are dropped; the kernel does not say whose they were.
  const other = createSocket('udp4');
  onTestFinished(() => void other.close());
  for (let i = 0; i < 200; i++)
    await new Promise((resolve) => other.send(Buffer.alloc(1_000), port, '127.0.0.1', resolve));
  daemon.kill('SIGCONT');
  await traced.processor.shutdown();
  const { accepted, sent, kernelDropped } = traced.stats();
  expect({ accepted, sent }).toEqual({ accepted: 20, sent: 20 });
  expect(kernelDropped).toBe(20);
});
