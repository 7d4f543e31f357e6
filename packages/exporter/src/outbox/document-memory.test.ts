import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentMemory } from './document-memory.ts';

const SLAB_BYTES = 65_536;

/** Copies a document of its own kind of bytes. */
function keep(memory: DocumentMemory, bytes: number, fill: number): Uint8Array {
  const source = new Uint8Array(bytes + 20).fill(fill, 10, 10 + bytes);
  return memory.keep(source, 10, 10 + bytes);
}

const isWhole = (document: Uint8Array, bytes: number, fill: number): boolean =>
  document.length === bytes && document.every((byte) => byte === fill);

describe('DocumentMemory', () => {
  it('uses memory again once all of its documents are given back', () => {
    const memory = new DocumentMemory(SLAB_BYTES);
    const documents = [keep(memory, 30_000, 1), keep(memory, 30_000, 2)];
    const [{ buffer }] = documents as [Uint8Array];
    for (const document of documents) memory.release(document);
    expect(keep(memory, 60_000, 3).buffer).toBe(buffer);
  });

  it('never uses memory again that someone may still read', () => {
    const memory = new DocumentMemory(SLAB_BYTES);
    const [given, kept] = [keep(memory, 30_000, 1), keep(memory, 30_000, 2)];
    memory.abandon(given);
    memory.release(kept);
    expect(keep(memory, 30_000, 3).buffer).not.toBe(given.buffer);
    expect([isWhole(given, 30_000, 1), isWhole(kept, 30_000, 2)]).toEqual([true, true]);
  });

  it('gives a document a buffer of its own that is larger than a slab, or where there is no more to use', () => {
    const memory = new DocumentMemory(SLAB_BYTES);
    expect(keep(memory, SLAB_BYTES + 1, 1).buffer.byteLength).toBe(SLAB_BYTES + 1);
    keep(memory, SLAB_BYTES, 2);
    expect(keep(memory, 100, 3).buffer.byteLength).toBe(100);
    expect(keep(new DocumentMemory(0), 100, 4).buffer.byteLength).toBe(100);
  });

  it('leaves each document as it is until it is given back, and for good if it was let go of', () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('keep' as const), bytes: fc.integer({ min: 1, max: 70_000 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), which: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('abandon' as const), which: fc.nat() }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 4 }), (steps, slabs) => {
        const memory = new DocumentMemory(slabs * SLAB_BYTES);
        const waiting: { document: Uint8Array; bytes: number; fill: number }[] = [];
        const letGo: typeof waiting = [];
        for (const [index, one] of steps.entries()) {
          const fill = 1 + (index % 255);
          if (one.kind === 'keep') waiting.push({ document: keep(memory, one.bytes, fill), bytes: one.bytes, fill });
          else {
            const [taken] = waiting.splice(one.which % Math.max(waiting.length, 1), 1);
            if (taken === undefined) continue;
            memory[one.kind](taken.document);
            if (one.kind === 'abandon') letGo.push(taken);
          }
        }
        for (const { document, bytes, fill } of [...waiting, ...letGo])
          expect(isWhole(document, bytes, fill)).toBe(true);
      }),
    );
  });
});
