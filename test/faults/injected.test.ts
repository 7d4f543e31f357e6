import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startReceiver } from './receiver.ts';
import { startTraced, withoutJitter } from './traced.ts';

// Each call of Node that the exporter makes fails once, as SQLite tests itself: https://www.sqlite.org/testing.html#anomaly_testing

type Call = (...args: unknown[]) => unknown;

const errorOf = (code: string): Error => Object.assign(new Error(`injected ${code}`), { code });

/** Makes the next call of a function fail, by throwing or through its callback. Later calls work. */
function failOnce(owner: object, name: string, code: string, how: 'throws' | 'calls back'): () => number {
  const functions = owner as Record<string, Call>;
  const real = functions[name]!;
  let failures = 0;
  functions[name] = function (this: unknown, ...args: unknown[]) {
    if (failures > 0) return real.apply(this, args);
    const callback = args.at(-1);
    if (how === 'calls back' && typeof callback !== 'function') return real.apply(this, args);
    failures++;
    if (how === 'throws') throw errorOf(code);
    process.nextTick(callback as Call, errorOf(code));
    return this;
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    functions[name] = real;
    syncBuiltinESMExports();
  });
  return () => failures;
}

const openFiles = (): number | undefined =>
  process.platform === 'linux' ? fs.readdirSync('/proc/self/fd').length : undefined;

type Target = 'daemon' | 'daemon-http';

it.each<[string, Target, object, string, string, 'throws' | 'calls back', 'sent' | 'named']>([
  ['dgram.createSocket', 'daemon', dgram, 'createSocket', 'EMFILE', 'throws', 'sent'],
  ['dgram connect', 'daemon', dgram.Socket.prototype, 'connect', 'ENETUNREACH', 'calls back', 'sent'],
  ['dgram connect', 'daemon', dgram.Socket.prototype, 'connect', 'EADDRNOTAVAIL', 'throws', 'sent'],
  ['dgram send', 'daemon', dgram.Socket.prototype, 'send', 'ENOBUFS', 'calls back', 'named'],
  ['dgram send', 'daemon', dgram.Socket.prototype, 'send', 'ENETUNREACH', 'throws', 'sent'],
  ['dgram address', 'daemon', dgram.Socket.prototype, 'address', 'EBADF', 'throws', 'sent'],
  ['dgram close', 'daemon', dgram.Socket.prototype, 'close', 'EBADF', 'throws', 'sent'],
  ['dns.lookup', 'daemon', dns, 'lookup', 'EAI_AGAIN', 'calls back', 'sent'],
  ['dns.lookup', 'daemon', dns, 'lookup', 'EMFILE', 'throws', 'sent'],
  ['fs.openSync', 'daemon', fs, 'openSync', 'EMFILE', 'throws', 'sent'],
  ['fs.readSync', 'daemon', fs, 'readSync', 'EIO', 'throws', 'sent'],
  ['fs.closeSync', 'daemon', fs, 'closeSync', 'EIO', 'throws', 'sent'],
  ['fs.readFileSync', 'daemon', fs, 'readFileSync', 'ENOENT', 'throws', 'sent'],
  ['http.request', 'daemon-http', http, 'request', 'EMFILE', 'throws', 'sent'],
  ['net connect', 'daemon-http', net.Socket.prototype, 'connect', 'EMFILE', 'throws', 'sent'],
  ['net write', 'daemon-http', net.Socket.prototype, '_writeGeneric', 'ECONNRESET', 'calls back', 'sent'],
])('%s over %s fails once: %o.%s %s %s', async (call, target, owner, name, code, how, outcome) => {
  withoutJitter();
  const before = openFiles();
  const receiver = await startReceiver();
  const socket = dgram.createSocket('udp4').bind(receiver.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('listening', resolve));
  const traced = startTraced({ target, daemonAddress: `127.0.0.1:${receiver.port}` });
  const failures = failOnce(owner, name, code, how);
  traced.work(5);
  await traced.processor.forceFlush();
  await traced.processor.shutdown();
  const { accepted, sent, queued, dropped, lastError } = traced.stats();
  const lost = Object.values(dropped).reduce((sum, spans) => sum + spans, 0);
  expect({ call, failures: failures(), accepted, accounted: sent + queued + lost, queued }).toEqual({
    call,
    failures: 1,
    accepted: 10,
    accounted: 10,
    queued: 0,
  });
  if (outcome === 'sent') expect(dropped).toEqual({});
  else expect(lastError).toContain(code);
  await receiver.close();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  // A descriptor whose close fails stays open by the fault itself.
  if (before !== undefined && !name.startsWith('close'))
    await expect.poll(() => openFiles() ?? 0).toBeLessThanOrEqual(before);
});
