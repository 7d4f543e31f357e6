import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_CLASSES } from './document-class.ts';
import { DocumentQueue, type QueuedDocument } from './queue.ts';
import { Settlement } from './settlement.ts';

/** A mark of each class of documents, the least valuable first. */
const MARKS = [
  '"in_progress":true',
  '"type":"subsegment"',
  '"type":"subsegment","fault":true',
  '"type":null',
  '"error":true',
];
const SEGMENT = 3;

const documentOf = (bytes: number, documentClass = SEGMENT): QueuedDocument => ({
  bytes: new TextEncoder().encode((bytes < 60 && documentClass === SEGMENT ? '' : MARKS[documentClass]!).padEnd(bytes)),
  spans: 1,
  settlement: new Settlement(),
});
const sizes = (documents: readonly QueuedDocument[]) => documents.map(({ bytes }) => bytes.length);

describe('DocumentQueue', () => {
  it('returns documents in their order, as many as fit', () => {
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
    ['by count, the oldest is dropped', 1_000, 2, [10, 20, 30], [10], [20, 30]],
    ['by bytes, as many go as must', 100, 10, [40, 40, 90], [40, 40], [90]],
    ['larger than all of the room, the new one is dropped too', 100, 10, [40, 101], [40, 101], []],
    ['exactly full, none is dropped', 100, 2, [50, 50], [], [50, 50]],
  ])('gives way when it is full: %s', (_, maxBytes, maxDocuments, added, gone, left) => {
    const queue = new DocumentQueue(maxBytes, maxDocuments);
    expect(added.flatMap((bytes) => queue.add(documentOf(bytes))).map(({ document }) => document.bytes.length)).toEqual(
      gone,
    );
    expect(sizes(queue.take(99, 9_999))).toEqual(left);
  });

  it.each<[string, number[], number[], number[]]>([
    ['the least valuable is dropped first', [4, 3, 2, 1, 0, 4, 4], [0, 1, 2], [4, 3, 4, 4]],
    ['of one class the oldest', [3, 1, 1, 3, 1], [1], [3, 1, 3, 1]],
    ['the new one, where it is worth less', [4, 4, 4, 4, 0, 1], [0, 1], [4, 4, 4, 4]],
    ['at last what is worth most', [4, 4, 4, 4, 4], [4], [4, 4, 4, 4]],
  ])('weighs the dropped ones: %s', (_, added, gone, left) => {
    const queue = new DocumentQueue(10_000, 4);
    const evicted = added.flatMap((each) => queue.add(documentOf(80, each)));
    expect(evicted.map(({ documentClass }) => documentClass)).toEqual(gone);
    const marks = queue.take(99, 9_999).map(({ bytes }) => new TextDecoder().decode(bytes).trim());
    expect(marks).toEqual(left.map((each) => MARKS[each]));
  });

  it('does as a plain list does, and keeps its bounds', () => {
    const add = fc.record({ add: fc.integer({ min: 60, max: 90 }), of: fc.nat(DOCUMENT_CLASSES.length - 1) });
    const take = fc.record({ take: fc.integer({ min: 1, max: 9 }), bytes: fc.integer({ min: 1, max: 400 }) });
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: add }, take), { maxLength: 300 }), (steps) => {
        const queue = new DocumentQueue(1_400, 20);
        let list: { document: QueuedDocument; documentClass: number }[] = [];
        const total = () => list.reduce((sum, { document }) => sum + document.bytes.length, 0);
        for (const step of steps) {
          if ('add' in step) {
            const added = { document: documentOf(step.add, step.of), documentClass: step.of };
            list.push(added);
            const gone: typeof list = [];
            while (total() > 1_400 || list.length > 20) {
              const least = Math.min(...list.map(({ documentClass }) => documentClass));
              const [first] = list.filter(({ documentClass }) => documentClass === least);
              list = list.filter((each) => each !== first);
              gone.push(first!);
            }
            expect(queue.add(added.document)).toEqual(gone);
          } else {
            const taken: QueuedDocument[] = [];
            const maxBytes = Math.max(step.bytes, 90);
            for (let bytes = 0; list[0] && taken.length < step.take; taken.push(list.shift()!.document)) {
              bytes += list[0].document.bytes.length;
              if (bytes > maxBytes) break;
            }
            expect(queue.take(step.take, maxBytes)).toEqual(taken);
          }
          expect([queue.length, queue.bytes]).toEqual([list.length, total()]);
        }
      }),
    );
  });

  it('keeps no reference to documents that left it', async () => {
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
