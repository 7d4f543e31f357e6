import { createSocket } from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { quietPort } from '@otel-xray/test-kit';
import { expect, it, onTestFinished, vi } from 'vitest';
import { expectBalance, startTraced, until } from './traced.ts';

type Found = (error: null, found: object[]) => void;

/** A daemon at one address, which knows the spans it was sent. */
async function listen(host: string, port: number, taken: Set<string>) {
  const socket = createSocket('udp4').bind(port, host);
  await once(socket, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => socket.close(resolve)));
  let datagrams = 0;
  socket.on('message', (bytes) => {
    datagrams++;
    for (const [, id] of bytes.toString('utf8').matchAll(/"id":"([0-9a-f]{16})"/g)) taken.add(id!);
  });
  return { port: socket.address().port, datagrams: () => datagrams };
}

// Elsewhere 127.0.0.1 is the only address of the loop.
it.runIf(process.platform === 'linux')(
  'a name with a new address is followed within a minute (where there is 127.0.0.2)',
  async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    let address = '127.0.0.1';
    const lookup = (_name: string, _options: object, callback: Found): void => callback(null, [{ address, family: 4 }]);
    const mock = vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
    onTestFinished(() => mock.mockRestore());
    const taken = new Set<string>();
    const before = await listen('127.0.0.1', await quietPort(), taken);
    const after = await listen('127.0.0.2', before.port, taken);
    const traced = startTraced({ target: 'daemon', daemonAddress: `xray-daemon:${before.port}` });
    traced.work(1);
    await until(() => before.datagrams() === 1);
    address = '127.0.0.2';
    await traced.processor.forceFlush();
    vi.advanceTimersByTime(60_000);
    traced.work(1);
    await until(() => after.datagrams() === 1);
    await traced.processor.forceFlush();
    expect(before.datagrams()).toBe(1);
    expect(traced.stats()).toMatchObject({ accepted: 4, sent: 4, queued: 0, dropped: {} });
    expectBalance(traced.stats(), taken);
  },
);
