import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { allocatedBytes } from './datagram-memory.ts';
import { createReceiveQueueReader, findReceiveQueue, hexLocalAddresses } from './receive-queue.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const HEAD =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n';
const line = (local: string, remote: string, queue: string, inode: number, drops: number, state = '07'): string =>
  `  123: ${local} ${remote} ${state} 00000000:${queue} 00:00000000 00000000  1000        0 ${inode} 2 0000000000000000 ${drops}     \n`;
const DAEMON = '0100007F:07D0';
const ANY = '00000000:0000';

describe('findReceiveQueue', () => {
  const locals = hexLocalAddresses({ ip: '127.0.0.1', port: 2_000 }, true);

  it.each<[string, string, object | undefined]>([
    [
      'the queue and the drops of the local address',
      line(DAEMON, ANY, '00003200', 7, 5),
      { queuedBytes: 12_800, drops: 5, inode: '7' },
    ],
    [
      'nothing for a sender, whose remote address it is',
      line('0100007F:C000', DAEMON, '00003200', 7, 5, '01'),
      undefined,
    ],
    ['nothing for a connected socket', line(DAEMON, '0100007F:C000', '00003200', 7, 5, '01'), undefined],
    ['nothing for another port', line('0100007F:07D1', ANY, '00003200', 7, 5), undefined],
    [
      'the socket that is bound to all addresses',
      line('00000000:07D0', ANY, '00000001', 8, 0),
      { queuedBytes: 1, drops: 0, inode: '8' },
    ],
    [
      'the more specific of two sockets',
      line('00000000:07D0', ANY, '00000001', 8, 0) + line(DAEMON, ANY, '00000002', 9, 0),
      { queuedBytes: 2, drops: 0, inode: '9' },
    ],
    [
      'the fullest of several sockets that share the address, and all drops',
      line(DAEMON, ANY, '00000001', 8, 3) + line(DAEMON, ANY, '00000009', 9, 4),
      { queuedBytes: 9, drops: 7, inode: '8 9' },
    ],
    ['nothing in an empty table', '', undefined],
    ['nothing in a line that is cut', `  1: ${DAEMON} ${ANY} 07 0000`, undefined],
  ])('returns %s', (_, text, expected) => {
    expect(findReceiveQueue(text === '' ? '' : HEAD + text, locals)).toEqual(expected);
  });
});

describe('hexLocalAddresses', () => {
  it.each<[string, boolean, string[]]>([
    ['127.0.0.1', false, ['0100007F:07D0 ', '0000000000000000FFFF00000100007F:07D0 ']],
    [
      '10.1.2.3',
      true,
      ['0302010A:07D0 ', '0000000000000000FFFF00000302010A:07D0 ', '00000000:07D0 ', `${'0'.repeat(32)}:07D0 `],
    ],
    ['::1', true, ['00000000000000000000000001000000:07D0 ', `${'0'.repeat(32)}:07D0 `]],
    ['fe80::a:1%eth0', false, ['000080FE00000000000000000100' + '0A00:07D0 ']],
    ['::ffff:10.1.2.3', false, ['0000000000000000FFFF00000302010A:07D0 ']],
  ])('prints %s as the kernel does (little endian)', (ip, isOnThisMachine, expected) => {
    expect(hexLocalAddresses({ ip, port: 2_000 }, isOnThisMachine)).toEqual(expected);
  });
});

describe.skipIf(process.platform !== 'linux')('createReceiveQueueReader', () => {
  /** A receiver that does not read. */
  async function bind(host: string) {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    opened.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    socket.bind(0, host);
    await once(socket, 'listening');
    return socket.address().port;
  }

  it.each(['127.0.0.1', '0.0.0.0', '::'])('sees what waits for a receiver bound to %s', async (host) => {
    const port = await bind(host);
    const reader = createReceiveQueueReader({ ip: '127.0.0.1', port }, '127.0.0.1');
    const sender = createSocket('udp4');
    opened.push(
      () => sender.close(),
      () => reader?.close(),
    );
    expect(reader?.look()).toMatchObject({ queuedBytes: 0, drops: 0 });
    // Nobody reads until the event loop polls.
    await new Promise((resolve) => sender.send(Buffer.alloc(1_000), port, '127.0.0.1', resolve));
    const { queuedBytes = 0 } = reader?.look() ?? {};
    expect([0, allocatedBytes(1_000)]).toContain(queuedBytes);
  });

  it('finds a receiver among more sockets than the kernel shows in a page', async () => {
    const ports: number[] = [];
    for (let i = 0; i < 120; i++) ports.push(await bind('127.0.0.1'));
    const readers = ports.map((port) => createReceiveQueueReader({ ip: '127.0.0.1', port }, '127.0.0.1'));
    opened.push(() => readers.forEach((reader) => void reader?.close()));
    expect(readers.filter((reader) => reader?.look() === undefined)).toEqual([]);
  });

  it('holds one file, until it is closed', async () => {
    const files = (): number => readdirSync('/proc/self/fd').length;
    const port = await bind('127.0.0.1');
    const before = files();
    const reader = createReceiveQueueReader({ ip: '127.0.0.1', port }, '127.0.0.1');
    for (let i = 0; i < 10; i++) reader?.look();
    expect(files()).toBe(before + 1);
    reader?.close();
    reader?.close();
    expect(files()).toBe(before);
    expect(reader?.look()).toBeUndefined();
    expect(createReceiveQueueReader({ ip: '127.0.0.1', port: 9 }, '127.0.0.1')).toBeUndefined();
    expect(files()).toBe(before);
  });

  it.each([
    ['nobody listens', '127.0.0.1', '127.0.0.1'],
    ['the receiver is on another machine', '192.0.2.1', '10.0.0.1'],
  ])('returns undefined if %s', (_, ip, localIp) => {
    expect(createReceiveQueueReader({ ip, port: 9 }, localIp)).toBeUndefined();
  });
});
