import { createSocket, Socket } from 'node:dgram';
import { once } from 'node:events';
import { makeSpan } from '@otel-xray/test-kit';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { resolveOptions } from './options.ts';
import { Pipeline } from './pipeline.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of opened.splice(0).reverse()) await close();
});

async function listen(): Promise<string> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  opened.push(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

interface Sent {
  readonly id: string;
  readonly metadata: { readonly default: Readonly<Record<string, string>> };
}

/** Times an id of 16 characters: more than a slab and than a datagram holds. */
const LARGE = 6_000;

/** Bytes that are handed to the system, as they are at that moment; where `isRefused` says so, a refused port is reported soon after. */
function watchSent(isRefused: () => boolean): Sent[] {
  const sent: Sent[] = [];
  const { send } = Socket.prototype;
  vi.spyOn(Socket.prototype, 'send').mockImplementation(function (this: Socket, ...parts: unknown[]) {
    const [, document] = parts[0] as [Uint8Array, Uint8Array];
    sent.push(JSON.parse(new TextDecoder().decode(document)) as Sent);
    if (isRefused())
      setImmediate(() => this.emit('error', Object.assign(new Error('send ECONNREFUSED'), { code: 'ECONNREFUSED' })));
    return (send as (...parts: unknown[]) => void).apply(this, parts);
  });
  return sent;
}

it.each([
  ['for want of room', 0, ['queueFull']],
  ['for want of room and of someone who listens', 5, ['queueFull', 'unreachable']],
] as const)(
  'sends each document as it was translated, while others are cut and dropped %s',
  async (_case, refusals, reasons) => {
    const daemonAddress = await listen();
    let sends = 0;
    const sent = watchSent(() => ++sends % 97 < refusals);
    const turns = fc.array(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 }), {
      minLength: 5,
      maxLength: 10,
    });
    const lost: Record<string, number> = {};
    let n = 0;
    await fc.assert(
      fc.asyncProperty(turns, fc.nat({ max: 4 }), async (sizes, large) => {
        sent.length = 0;
        // Room for three slabs that are used again, and for fewer documents than come.
        const given = { target: 'daemon' as const, daemonAddress, maxQueueBytes: 1_600_000, maxQueueDocuments: 30 };
        const pipeline = new Pipeline(resolveOptions(given), {});
        const texts = new Map<string, string>();
        const cut = new Set<string>();
        for (const [turn, each] of sizes.entries()) {
          // One that is larger than a slab and than a datagram.
          for (const size of turn === large ? [...each, LARGE] : each) {
            const spanId = (++n).toString(16).padStart(16, '0');
            const text = spanId.repeat(Math.min(size, 500));
            const names = Array.from({ length: Math.ceil(size / 500) }, (_, index) => `text ${index}`);
            texts.set(spanId, text);
            if (size === LARGE) cut.add(spanId);
            pipeline.accept(1);
            pipeline.export([makeSpan({ spanId, attributes: Object.fromEntries(names.map((name) => [name, text])) })]);
          }
          await new Promise((resolve) => setImmediate(resolve));
        }
        await pipeline.shutdown();
        const { accepted, sentDocuments, dropped } = pipeline.stats();
        for (const [reason, count] of Object.entries(dropped)) lost[reason] = (lost[reason] ?? 0) + count;
        expect(accepted).toBe(Object.values(dropped).reduce((sum, count) => sum + count, sentDocuments));
        const ids = new Set(sent.map(({ id }) => id));
        // Datagrams before the report of the refused port are counted as lost.
        if (refusals === 0) expect(ids.size).toBe(sentDocuments);
        else expect(ids.size).toBeGreaterThanOrEqual(sentDocuments);
        for (const { id, metadata } of sent) {
          const whole = texts.get(id) as string;
          for (const [name, text] of Object.entries(metadata.default)) {
            if (name.startsWith('text'))
              expect(cut.has(id) ? whole.startsWith(text.slice(0, 160)) : text === whole).toBe(true);
          }
        }
      }),
      { numRuns: 20 },
    );
    expect(Object.keys(lost).sort()).toEqual(reasons);
  },
  60_000,
);
