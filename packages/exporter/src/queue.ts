/** A document that waits, with what it takes to account for it. */
export interface QueuedDocument {
  readonly bytes: Uint8Array;
  /** How many spans stand in it. */
  readonly spans: number;
  /** Told once what became of it; `undefined` if it was delivered, else the reason. */
  readonly done: (reason: string | undefined) => void;
}

/** Documents in the order they came, bounded by bytes and by count: when full, the oldest give way. */
export class DocumentQueue {
  readonly #maxBytes: number;
  readonly #maxDocuments: number;
  // A list that is read from the front: what is taken is cleared, and cut off when half of it is.
  #documents: (QueuedDocument | undefined)[] = [];
  #first = 0;
  #bytes = 0;

  constructor(maxBytes: number, maxDocuments: number) {
    this.#maxBytes = maxBytes;
    this.#maxDocuments = maxDocuments;
  }

  get length(): number {
    return this.#documents.length - this.#first;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds one; gives those that had to go for it, itself among them if it is larger than all of the room. */
  add(document: QueuedDocument): QueuedDocument[] {
    this.#documents.push(document);
    this.#bytes += document.bytes.length;
    const gone: QueuedDocument[] = [];
    while (this.#bytes > this.#maxBytes || this.length > this.#maxDocuments) gone.push(this.#shift());
    return gone;
  }

  /** Takes the next ones, as many as fit; at least one if there is any. */
  take(maxDocuments: number, maxBytes: number): QueuedDocument[] {
    const taken: QueuedDocument[] = [];
    let bytes = 0;
    while (this.length > 0 && taken.length < maxDocuments) {
      const next = this.#documents[this.#first] as QueuedDocument;
      if (taken.length > 0 && bytes + next.bytes.length > maxBytes) break;
      bytes += next.bytes.length;
      taken.push(this.#shift());
    }
    return taken;
  }

  #shift(): QueuedDocument {
    const document = this.#documents[this.#first] as QueuedDocument;
    this.#documents[this.#first++] = undefined;
    this.#bytes -= document.bytes.length;
    if (this.#first > 64 && this.#first * 2 > this.#documents.length) {
      this.#documents = this.#documents.slice(this.#first);
      this.#first = 0;
    }
    return document;
  }
}
