import { classOf, DOCUMENT_CLASSES } from './document-class.ts';
import { Fifo } from './fifo.ts';
import type { Settlement } from './settlement.ts';

/** A document that waits, with the data to account for it. */
export interface QueuedDocument {
  readonly bytes: Uint8Array;
  /** How many spans stand in it. */
  readonly spans: number;
  /** Called once with its outcome. */
  readonly settlement: Settlement;
}

/** A document that had to go, and the index of its class. */
export interface Evicted {
  readonly document: QueuedDocument;
  readonly documentClass: number;
}

interface Entry {
  readonly document: QueuedDocument;
  /** Order of arrival. */
  readonly order: number;
}

/** Documents in order of arrival, bounded by bytes and by count: when full, the oldest of the least valuable class gives way. */
export class DocumentQueue {
  readonly #maxBytes: number;
  readonly #maxDocuments: number;
  /** Documents since the queue was last full; to know their class would cost each a look at its bytes. */
  readonly #unsorted: Fifo<Entry> = new Fifo();
  readonly #sorted: readonly Fifo<Entry>[] = DOCUMENT_CLASSES.map(() => new Fifo<Entry>());
  #sortedLength = 0;
  #order = 0;
  #bytes = 0;
  #hasOverflowed = false;

  constructor(maxBytes: number, maxDocuments: number) {
    this.#maxBytes = maxBytes;
    this.#maxDocuments = maxDocuments;
  }

  get length(): number {
    return this.#unsorted.length + this.#sortedLength;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds one; gives those that had to go for it, itself among them if there is none of less value. */
  add(document: QueuedDocument): Evicted[] {
    this.#unsorted.push({ document, order: this.#order++ });
    this.#bytes += document.bytes.length;
    if (!this.#isOver) return [];
    this.#sort();
    this.#hasOverflowed = true;
    const gone: Evicted[] = [];
    while (this.#isOver) gone.push(this.#evict());
    return gone;
  }

  /** Removes and returns the next ones, as many as fit; at least one if there is any. */
  take(maxDocuments: number, maxBytes: number): QueuedDocument[] {
    const taken: QueuedDocument[] = [];
    this.#hasOverflowed = false;
    let bytes = 0;
    while (taken.length < maxDocuments) {
      const list = this.#oldestList();
      const next = list.first?.document;
      if (next === undefined || (taken.length > 0 && bytes + next.bytes.length > maxBytes)) break;
      bytes += next.bytes.length;
      taken.push(next);
      this.#shift(list);
    }
    return taken;
  }

  /** Whether it has no room for a document of a class: it has overflowed since documents last left it, and holds nothing of less value. */
  isFullFor(documentClass: number): boolean {
    return this.#hasOverflowed && this.#sorted.findIndex((list) => list.length > 0) >= documentClass;
  }

  get #isOver(): boolean {
    return this.#bytes > this.#maxBytes || this.length > this.#maxDocuments;
  }

  #sort(): void {
    for (let entry = this.#unsorted.shift(); entry !== undefined; entry = this.#unsorted.shift()) {
      this.#sorted[classOf(entry.document.bytes)]?.push(entry);
      this.#sortedLength++;
    }
  }

  #evict(): Evicted {
    const documentClass = this.#sorted.findIndex((list) => list.length > 0);
    return { document: this.#shift(this.#sorted[documentClass] as Fifo<Entry>), documentClass };
  }

  #oldestList(): Fifo<Entry> {
    let oldest = this.#unsorted;
    if (this.#sortedLength === 0) return oldest;
    for (const list of this.#sorted) if (orderOf(list) < orderOf(oldest)) oldest = list;
    return oldest;
  }

  #shift(list: Fifo<Entry>): QueuedDocument {
    const { document } = list.shift() as Entry;
    if (list !== this.#unsorted) this.#sortedLength--;
    this.#bytes -= document.bytes.length;
    return document;
  }
}

function orderOf(list: Fifo<Entry>): number {
  return list.first?.order ?? Number.POSITIVE_INFINITY;
}
