/** Some eight documents of a trace of seven spans. */
const SLAB_BYTES = 65_536;

interface Slab {
  readonly bytes: Uint8Array;
  /** Offset of the next document. */
  end: number;
  /** Documents in it that wait or are in flight. */
  documents: number;
}

/**
 * Memory for documents that wait, used again after they are sent: a buffer for each would be garbage outside of the heap, megabytes of it
 * in a second.
 */
export class DocumentMemory {
  readonly #maxSlabs: number;
  /** By the buffer that the bytes of a document lie in. Weak, so that a slab that is lost is nobody's. */
  readonly #slabs: WeakMap<ArrayBufferLike, Slab> = new WeakMap();
  readonly #free: Slab[] = [];
  #current: Slab | undefined;
  /** Slabs in use. */
  #count = 0;

  /** @param maxBytes how much a few documents that stay may hold; beyond it each has a buffer of its own */
  constructor(maxBytes: number) {
    this.#maxSlabs = Math.floor(maxBytes / SLAB_BYTES);
  }

  /** Copies a document. The copy stays as it is until it is given back. */
  keep(source: Uint8Array, from: number, to: number): Uint8Array {
    const slab = this.#slabFor(to - from);
    if (slab === undefined) return source.slice(from, to);
    const start = slab.end;
    slab.end += to - from;
    slab.documents++;
    const copy = slab.bytes.subarray(start, slab.end);
    copy.set(source.subarray(from, to));
    return copy;
  }

  /** Frees the memory of a document after its last reader. */
  release(document: Uint8Array): void {
    const slab = this.#slabs.get(document.buffer);
    if (slab === undefined || --slab.documents > 0) return;
    slab.end = 0;
    if (slab === this.#current) return;
    this.#count--;
    this.#free.push(slab);
  }

  /** Lets go of a document that someone may still read: what it lies in is not used again. */
  abandon({ buffer }: Uint8Array): void {
    const slab = this.#slabs.get(buffer);
    if (slab === undefined) return;
    this.#slabs.delete(buffer);
    this.#count--;
    if (slab === this.#current) this.#current = undefined;
  }

  #slabFor(bytes: number): Slab | undefined {
    if (bytes > SLAB_BYTES) return undefined;
    if (this.#current !== undefined && this.#current.end + bytes <= SLAB_BYTES) return this.#current;
    if (this.#count >= this.#maxSlabs) return undefined;
    this.#count++;
    this.#current = this.#free.pop() ?? this.#newSlab();
    return this.#current;
  }

  #newSlab(): Slab {
    const slab = { bytes: new Uint8Array(SLAB_BYTES), end: 0, documents: 0 };
    this.#slabs.set(slab.bytes.buffer, slab);
    return slab;
  }
}
