import dgram, { createSocket, Socket } from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { networkInterfaces } from 'node:os';
import type { EntityFields } from '@otel-xray/format';
import { quietPort } from '@otel-xray/test-kit';
import { splitDocument } from '@otel-xray/translator';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Transport } from './transport.ts';
import { createUdpTransport } from './udp-transport.ts';

const HEADER = '{"format":"json","version":1}\n';
const TIMEOUT_MILLIS = 5_000;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const documentOf = (bytes: number, id = '0102030405060708'): Uint8Array =>
  encode(`{"name":"x","id":"${id}"}`.padEnd(bytes, ' '));

const opened: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of opened.splice(0).reverse()) await close();
});

/** A plain socket, as the daemon has one. */
async function listen(host = '127.0.0.1', port = 0) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const datagrams: Buffer[] = [];
  const senders: number[] = [];
  socket.on('message', (bytes, { port: sender }) => {
    datagrams.push(bytes);
    senders.push(sender);
  });
  socket.bind(port, host);
  await once(socket, 'listening');
  const close = (): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
  return { port: socket.address().port, datagrams, senders, close };
}

function open(port: number, host = '127.0.0.1', clock?: () => number): Transport {
  const transport = createUdpTransport({ host, port }, clock && { clock });
  opened.push(() => transport.shutdown());
  return transport;
}

async function arrived(datagrams: readonly Buffer[], count: number): Promise<void> {
  await vi.waitFor(() => expect(datagrams).toHaveLength(count), { timeout: 5_000 });
}

describe('createUdpTransport', () => {
  it('sends a header of 30 bytes and the document, byte for byte', async () => {
    const { port, datagrams, close } = await listen();
    opened.push(close);
    const documents = ['{"id":"0102030405060708","name":"é€😀"}', `{"n":"${'€'.repeat(2_000)}"}`];
    expect(await open(port).send(documents.map(encode), TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    await arrived(datagrams, 2);
    expect(HEADER).toHaveLength(30);
    expect(datagrams).toEqual(documents.map((document) => Buffer.from(HEADER + document)));
  });

  it.runIf(Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1')))(
    'sends over IPv6 (where the machine has ::1)',
    async () => {
      const { port, datagrams, close } = await listen('::1');
      opened.push(close);
      expect(await open(port, '::1').send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
      await arrived(datagrams, 1);
    },
  );

  it('sends to a name', async () => {
    const { port, datagrams, close } = await listen();
    opened.push(close);
    expect(await open(port, 'localhost').send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    await arrived(datagrams, 1);
  });

  it('looks no address up', async () => {
    const { port, datagrams, close } = await listen();
    opened.push(close);
    const lookup = vi.spyOn(dns, 'lookup');
    await open(port).send([encode('{}')], TIMEOUT_MILLIS);
    await arrived(datagrams, 1);
    expect(lookup).not.toHaveBeenCalled();
  });

  it('opens its socket before the first document with opensEarly', async () => {
    const { port, datagrams, close } = await listen();
    opened.push(close);
    const createSocket = vi.spyOn(dgram, 'createSocket');
    const transport = createUdpTransport({ host: '127.0.0.1', port }, { opensEarly: true });
    opened.push(() => transport.shutdown());
    await vi.waitFor(() => expect(createSocket).toHaveBeenCalledOnce());
    await transport.send([encode('{}')], TIMEOUT_MILLIS);
    await arrived(datagrams, 1);
    expect(createSocket).toHaveBeenCalledOnce();
  });

  it('sends where sockets do not count what they have queued, as in Deno', async () => {
    const { port, datagrams, close } = await listen();
    opened.push(close);
    vi.spyOn(Socket.prototype as { getSendQueueCount: unknown }, 'getSendQueueCount', 'get').mockReturnValue(undefined);
    expect(await open(port).send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    await arrived(datagrams, 1);
  });

  it('reports a document that no datagram holds, and sends the rest', async () => {
    const { port, datagrams, close } = await listen();
    opened.push(close);
    const documents = [documentOf(65_477), documentOf(65_478, 'ffffffffffffffff'), documentOf(100), documentOf(70_000)];
    const tooLarge = { ErrorCode: 'DatagramTooLarge', Message: expect.stringContaining('EMSGSIZE') };
    expect(await open(port).send(documents, TIMEOUT_MILLIS)).toEqual({
      status: 'success',
      unprocessed: [
        { Id: 'ffffffffffffffff', ...tooLarge },
        { Id: '0102030405060708', ...tooLarge },
      ],
    });
    await arrived(datagrams, 2);
    expect(datagrams.map(({ length }) => length)).toEqual([65_507, 130]);
  });

  describe('with documents that no datagram holds, and a way to cut them', () => {
    const openCutting = (port: number): Transport => {
      const transport = createUdpTransport({ host: '127.0.0.1', port }, { split: splitDocument });
      opened.push(() => transport.shutdown());
      return transport;
    };
    const idsOf = ({ id, subsegments = [] }: EntityFields): string[] => [id, ...subsegments.flatMap(idsOf)];
    const bodyOf = (datagram: Buffer): EntityFields => JSON.parse(datagram.toString('utf8').slice(HEADER.length));

    it('sends the parts, each entity once', async () => {
      const { port, datagrams, close } = await listen();
      opened.push(close);
      const outcome = await openCutting(port).send([treeOf(8, 20_000), documentOf(100)], TIMEOUT_MILLIS);
      expect(outcome).toEqual({ status: 'success' });
      await vi.waitFor(() => expect(datagrams.map(bodyOf).flatMap(idsOf)).toHaveLength(9 + 1));
      expect(new Set(datagrams.map(bodyOf).flatMap(idsOf)).size).toBe(10);
    });

    // The default of macOS; then less than the limit of any known system.
    it.each([9_216, 2_000])('learns that the system accepts no more than %i bytes', async (systemBytes) => {
      const { port, datagrams, close } = await listen();
      opened.push(close);
      const tries = refuseOver(systemBytes);
      const transport = openCutting(port);
      expect(await transport.send([treeOf(8, 5_000)], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
      await vi.waitFor(() => expect(datagrams.map(bodyOf).flatMap(idsOf)).toHaveLength(9));
      expect(Math.max(...datagrams.map(({ length }) => length))).toBeLessThanOrEqual(systemBytes);
      expect(tries.refused).toBeGreaterThan(0);
      tries.refused = 0;
      expect(await transport.send([treeOf(8, 5_000)], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
      expect(tries.refused).toBe(0);
    });

    it('drops a document that cannot be cut', async () => {
      const { port, datagrams, close } = await listen();
      opened.push(close);
      const transport = createUdpTransport({ host: '127.0.0.1', port }, { split: (document) => [document] });
      opened.push(() => transport.shutdown());
      const outcome = await transport.send([treeOf(8, 20_000), documentOf(100)], TIMEOUT_MILLIS);
      const refused = { Id: '0000000000000001', ErrorCode: 'DatagramTooLarge' };
      expect(outcome).toMatchObject({ status: 'success', unprocessed: [refused] });
      await arrived(datagrams, 1);
    });
  });

  it('reports a refused port, and reaches a later listener at the same port', async () => {
    const { port, close } = await listen();
    await close();
    const transport = open(port);
    const refused = { status: 'failure', error: expect.objectContaining({ code: 'ECONNREFUSED' }) };
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual(refused);
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual(refused);
    const later = await listen('127.0.0.1', port);
    opened.push(later.close);
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    await arrived(later.datagrams, 1);
  });

  it.each([1, 2, 3, 4, 31, 32, 33, 64, 65])('reports a refused port, for %i documents in a call', async (count) => {
    const { port, close } = await listen();
    await close();
    const outcome = await open(port).send(Array(count).fill(encode('{}')), TIMEOUT_MILLIS);
    expect(outcome).toEqual({ status: 'failure', error: expect.objectContaining({ code: 'ECONNREFUSED' }) });
  });

  it('keeps its socket for a minute, and then looks the address up again', async () => {
    const { port, datagrams, senders, close } = await listen();
    opened.push(close);
    let time = 1_000_000;
    const transport = open(port, '127.0.0.1', () => time);
    for (const millis of [0, 59_999, 1, 0]) {
      time += millis;
      await transport.send([encode('{}')], TIMEOUT_MILLIS);
    }
    await arrived(datagrams, 4);
    const [first, second, third, fourth] = senders;
    expect([second, third, fourth]).toEqual([first, third, third]);
    expect(third).not.toBe(first);
  });

  it('sends again after shutdown, since a flush may be late', async () => {
    const { port, datagrams, close } = await listen();
    opened.push(close);
    const transport = open(port);
    await transport.send([encode('{}')], TIMEOUT_MILLIS);
    await transport.shutdown();
    expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    await arrived(datagrams, 2);
  });

  it('waits 5 ms for "port unreachable", so that later documents leave together', async () => {
    const { port, close } = await listen();
    opened.push(close);
    const transport = open(port, '127.0.0.1', () => 0);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    expect(await transport.send([documentOf(100)], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    // The others limit the lookup and the opening of the socket.
    expect(timers.mock.calls.map(([, millis]) => millis).filter((millis) => millis !== TIMEOUT_MILLIS)).toEqual([5]);
  });

  it('writes no document when the time is up: by then its memory may hold another', async () => {
    const { port, datagrams, close } = await listen();
    opened.push(close);
    let time = 0;
    const transport = open(port, '127.0.0.1', () => time++);
    expect(await transport.send([encode('{}')], 1)).toEqual({ status: 'retryable', error: expect.any(Error) });
    const outcome = await transport.send(Array(60).fill(encode('{}')), 100);
    const { unprocessed = [] } = outcome as Extract<typeof outcome, { status: 'success' }>;
    expect(unprocessed.length).toBeGreaterThan(0);
    await arrived(datagrams, 60 - unprocessed.length);
  });

  it('sends to the next address of a name when the first is unreachable, and stays with it', async () => {
    const { port, datagrams, senders, close } = await listen();
    opened.push(close);
    nameHas('::1', '127.0.0.1');
    const transport = open(port, 'daemon.example');
    for (const _ of [1, 2]) expect(await transport.send([encode('{}')], TIMEOUT_MILLIS)).toEqual({ status: 'success' });
    await arrived(datagrams, 2);
    expect(senders[0]).toBe(senders[1]);
  });

  it('reports the first error when no address of a name can be reached', async () => {
    const { port, close } = await listen();
    await close();
    // The first fails to connect (broadcast is not allowed), the second refuses.
    nameHas('255.255.255.255', '127.0.0.1');
    const outcome = await open(port, 'daemon.example').send([encode('{}')], TIMEOUT_MILLIS);
    expect(outcome).toEqual({ status: 'retryable', error: expect.objectContaining({ code: 'EACCES' }) });
  });

  it.skipIf(process.platform !== 'linux')('leaves no socket open after 1,000 failed connects', async () => {
    const sockets = () => readdirSync('/proc/self/fd').length;
    // Broadcast needs a permission that is not set: connect() fails.
    const transport = open(2_000, '255.255.255.255');
    await transport.send([encode('{}')], TIMEOUT_MILLIS);
    const before = sockets();
    for (let i = 0; i < 1_000; i++) await transport.send([encode('{}')], TIMEOUT_MILLIS);
    expect(sockets() - before).toBeLessThan(10);
  });
});

/** Has a name stand for several addresses. */
function nameHas(...ips: string[]): void {
  vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: (...found: unknown[]) => void) =>
    done(
      null,
      ips.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof dns.lookup);
  syncBuiltinESMExports();
  opened.push(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });
}

/** A segment with subsegments, each of which bears so many bytes of metadata. */
function treeOf(subsegments: number, bytes: number, name = 'x'): Uint8Array {
  const entity = (n: number) => ({
    name,
    id: n.toString(16).padStart(16, '0'),
    start_time: 1,
    end_time: 2,
    metadata: { default: { text: 'x'.repeat(bytes) } },
  });
  const children = Array.from({ length: subsegments }, (_, n) => entity(n + 2));
  const trace_id = '1-6553f100-bafcc0c31a2b8bc840dd52a5';
  return encode(JSON.stringify({ ...entity(1), trace_id, subsegments: children }));
}

/** Has the system refuse datagrams that are larger. */
function refuseOver(bytes: number): { refused: number } {
  const tries = { refused: 0 };
  const { send } = Socket.prototype;
  vi.spyOn(Socket.prototype, 'send').mockImplementation(function (this: Socket, ...parts: unknown[]) {
    const [list, callback] = parts as [Uint8Array[], ((error: Error | null) => void)?];
    const size = list.reduce((sum, { length }) => sum + length, 0);
    if (size <= bytes) return (send as (...parts: unknown[]) => void).apply(this, parts);
    tries.refused++;
    callback?.(Object.assign(new Error('send EMSGSIZE'), { code: 'EMSGSIZE' }));
  });
  return tries;
}

it.each([
  [true, 'failure'],
  [false, 'success'],
])('notices a refused port within the call, if it waits for that: %s', async (staysForRefusal, status) => {
  const transport = createUdpTransport({ host: '127.0.0.1', port: await quietPort() }, { staysForRefusal });
  opened.push(() => transport.shutdown());
  expect(await transport.send([documentOf(100)], TIMEOUT_MILLIS)).toMatchObject({ status });
});
