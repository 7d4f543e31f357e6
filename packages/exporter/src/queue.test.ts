import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentQueue, type QueuedDocument } from './queue.ts';

const documentOf = (bytes: number): QueuedDocument => ({ bytes: new Uint8Array(bytes), spans: 1, done: () => {} });
const sizes = (documents: readonly QueuedDocument[]) => documents.map(({ bytes }) => bytes.length);

describe('DocumentQueue', () => {
  it('gives documents in the order they came, as many as fit', () => {
    const queue = new DocumentQueue(1_000, 100);
    for (const bytes of [10, 20, 30, 40]) expect(queue.add(documentOf(bytes))).toEqual([]);
    expect({ length: queue.length, bytes: queue.bytes }).toEqual({ length: 4, bytes: 100 });
    expect(sizes(queue.take(2, 1_000))).toEqual([10, 20]);
    expect(sizes(queue.take(9, 69))).toEqual([30]);
    expect(sizes(queue.take(9, 69))).toEqual([40]);
    expect(queue.take(9, 69)).toEqual([]);
    expect({ length: queue.length, bytes: queue.bytes }).toEqual({ length: 0, bytes: 0 });
  });

  it('gives one document although it is larger than a call', () => {
    const queue = new DocumentQueue(1_000, 100);
    queue.add(documentOf(500));
    expect(sizes(queue.take(25, 100))).toEqual([500]);
  });

  it.each<[string, number, number, number[], number[], number[]]>([
    ['by count, the oldest goes', 1_000, 2, [10, 20, 30], [10], [20, 30]],
    ['by bytes, as many go as must', 100, 10, [40, 40, 90], [40, 40], [90]],
    ['larger than all of the room, the new one goes too', 100, 10, [40, 101], [40, 101], []],
    ['exactly full, none goes', 100, 2, [50, 50], [], [50, 50]],
  ])('gives way when it is full: %s', (_, maxBytes, maxDocuments, added, gone, left) => {
    const queue = new DocumentQueue(maxBytes, maxDocuments);
    expect(sizes(added.flatMap((bytes) => queue.add(documentOf(bytes))))).toEqual(gone);
    expect(sizes(queue.take(99, 9_999))).toEqual(left);
  });

  it('does as a plain list does, and keeps its bounds', () => {
    const add = fc.record({ add: fc.integer({ min: 0, max: 40 }) });
    const take = fc.record({ take: fc.integer({ min: 1, max: 9 }), bytes: fc.integer({ min: 1, max: 90 }) });
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: add }, take), { maxLength: 400 }), (steps) => {
        const queue = new DocumentQueue(900, 90);
        const list: QueuedDocument[] = [];
        const total = () => list.reduce((sum, { bytes }) => sum + bytes.length, 0);
        for (const step of steps) {
          if ('add' in step) {
            const document = documentOf(step.add);
            list.push(document);
            const gone: QueuedDocument[] = [];
            while (total() > 900 || list.length > 90) gone.push(list.shift()!);
            expect(queue.add(document)).toEqual(gone);
          } else {
            const taken: QueuedDocument[] = [];
            const maxBytes = Math.max(step.bytes, 40);
            for (let bytes = 0; list[0] && taken.length < step.take; taken.push(list.shift()!)) {
              bytes += list[0].bytes.length;
              if (bytes > maxBytes) break;
            }
            expect(queue.take(step.take, maxBytes)).toEqual(taken);
          }
          expect([queue.length, queue.bytes]).toEqual([list.length, total()]);
        }
      }),
    );
  });

  it('keeps nothing of what went through it', async () => {
    const queue = new DocumentQueue(1_000_000, 1_000);
    let first: QueuedDocument | undefined = documentOf(10);
    const reference = new WeakRef(first);
    queue.add(first);
    for (let i = 0; i < 10; i++) queue.add(documentOf(1));
    queue.take(1, 100);
    first = undefined;
    const { setFlagsFromString } = await import('node:v8');
    const { runInNewContext } = await import('node:vm');
    setFlagsFromString('--expose-gc');
    await new Promise((resolve) => setImmediate(resolve));
    runInNewContext('gc')();
    expect(reference.deref()).toBeUndefined();
  });
});
