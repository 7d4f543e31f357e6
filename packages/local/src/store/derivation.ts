import type { JsonObject } from '../ground/json.ts';
import { nextTurn } from '../ground/next-turn.ts';

/** A document that was just stored. */
export interface NewDocument {
  readonly traceId: string;
  /** As parsed. */
  readonly value: JsonObject;
  /** Its JSON. */
  readonly text: string;
  readonly bytes: number;
}

/** A document as parsed, and how many bytes its JSON has. */
export type ParsedDocument = Pick<NewDocument, 'value' | 'bytes'>;

/** A trace that has documents from which nothing is derived yet. */
export interface Pending {
  /** Its new documents, as parsed or as JSON; absent when they were too many to remember, or are of an earlier run. */
  documents: (ParsedDocument | string)[] | undefined;
  /** How many new documents there are, and their bytes; absent where some are of an earlier run. */
  count: number | undefined;
  bytes: number;
  /** How many of the bytes are remembered as parsed, and as JSON. */
  parsedBytes: number;
  textBytes: number;
  /** The sequence number of the first new document. */
  readonly first: number;
  /** When it may be derived, by the clock of `performance.now()`. */
  readonly notBefore: number;
}

/**
 * Derives soon after arrival, in slices of a few milliseconds. So readers do not wait long for new documents, nor datagrams for the
 * derivation. A trace that is costly to derive rests for ten times as long as its derivation lasted.
 */
export class Derivation {
  readonly #derive: (id: string, pending: Pending) => void;
  readonly #commit: (seen: number) => void;
  readonly #onFailed: (error: unknown) => void;
  // In order of arrival: the first has the smallest sequence number.
  readonly #pending = new Map<string, Pending>();
  readonly #costly = new Map<string, number>();
  #parsedBytes = 0;
  #textBytes = 0;
  #last = 0;
  #hurried = 0;
  #isUnsaved = false;
  #hasFailed = false;
  /** Documents arrived since the last turn of the event loop. */
  #isBusy = false;
  /** When a slice is due though more and more documents come. */
  #nextForced = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  /**
   * @param derive derives one trace
   * @param commit keeps what was derived since it was called last, and that all documents up to a number are
   * @param onFailed called once per outage, on its first failure, such as of a full disk; all is tried again
   */
  constructor(
    derive: (id: string, pending: Pending) => void,
    commit: (seen: number) => void,
    onFailed: (error: unknown) => void = () => {},
  ) {
    this.#derive = derive;
    this.#commit = commit;
    this.#onFailed = onFailed;
  }

  /**
   * Resumes the documents of an earlier run.
   * @param last the sequence number of the last document
   */
  resume(underived: readonly { readonly traceId: string; readonly sequence: number }[], last: number): void {
    for (const { traceId, sequence } of underived)
      this.#pending.set(traceId, { ...NOTHING, documents: undefined, count: undefined, first: sequence, notBefore: 0 });
    this.#last = last;
    this.#schedule();
  }

  /** How many traces have documents from which nothing is derived yet. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Number of traces that were derived before more documents were accepted, because too many waited. */
  get hurried(): number {
    return this.#hurried;
  }

  /**
   * Adds stored documents; the first has the given sequence number. When too many traces wait, the sender of more waits
   * until as many and one more are derived, so that the list does not grow.
   */
  note(documents: readonly NewDocument[], first: number): void {
    const before = this.#pending.size;
    for (const [i, document] of documents.entries()) {
      const pending = this.#pending.get(document.traceId) ?? this.#add(document.traceId, first + i);
      pending.bytes += document.bytes;
      if (pending.count !== undefined) pending.count++;
      this.#remember(pending, document);
    }
    this.#last = Math.max(this.#last, first + documents.length - 1);
    this.#isBusy = true;
    if (!this.#timer && !this.#immediate) this.#nextForced = performance.now() + MAX_WAIT_MILLIS;
    if (this.#pending.size > MAX_WAITING) this.#hurry(this.#pending.size - before + 1);
    this.#schedule();
  }

  isPending(id: string): boolean {
    return this.#pending.has(id);
  }

  /** Derives one trace immediately, if it is pending. */
  deriveNow(id: string): void {
    const pending = this.#pending.get(id);
    if (!pending && !this.#isUnsaved) return;
    if (pending) this.#take(id, pending);
    try {
      this.#save();
    } catch (error) {
      // The trace can be read without being saved.
      this.#fail(error);
      this.#schedule();
    }
  }

  /**
   * Resolves when all documents of the time of the call are derived. It also resolves when that fails, such as on a full disk: answers then
   * omit the waiting traces, and `waiting` counts them. Yields to the event loop.
   */
  async upToDate(): Promise<void> {
    const last = this.#last;
    while (this.#firstPending() <= last || this.#isUnsaved) {
      try {
        this.#slice(Number.POSITIVE_INFINITY);
      } catch (error) {
        this.#fail(error);
        this.#schedule();
        return;
      }
      if (this.#firstPending() <= last) await nextTurn();
    }
  }

  /** Forgets what is pending, after the store was emptied or before it is closed. */
  clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#pending.clear();
    this.#costly.clear();
    this.#parsedBytes = 0;
    this.#textBytes = 0;
    this.#last = 0;
    this.#hurried = 0;
    this.#isUnsaved = false;
    this.#hasFailed = false;
  }

  #add(traceId: string, first: number): Pending {
    const notBefore = this.#costly.get(traceId) ?? 0;
    const pending: Pending = { ...NOTHING, documents: [], count: 0, first, notBefore };
    this.#pending.set(traceId, pending);
    return pending;
  }

  // A parsed document needs several times the memory of its JSON, which still saves a read from the store.
  #remember(pending: Pending, { value, text, bytes }: NewDocument): void {
    if (!pending.documents) return;
    if (this.#parsedBytes + bytes <= MAX_PARSED_BYTES) {
      pending.documents.push({ value, bytes });
      pending.parsedBytes += bytes;
      this.#parsedBytes += bytes;
    } else if (this.#textBytes + bytes <= MAX_TEXT_BYTES) {
      pending.documents.push(text);
      pending.textBytes += bytes;
      this.#textBytes += bytes;
    } else this.#forget(pending);
  }

  #forget(pending: Pending): void {
    this.#parsedBytes -= pending.parsedBytes;
    this.#textBytes -= pending.textBytes;
    Object.assign(pending, { documents: undefined, parsedBytes: 0, textBytes: 0 });
  }

  /** @param dueAt what may wait until later than this is left out */
  #slice(dueAt: number): void {
    const end = performance.now() + SLICE_MILLIS;
    for (const [id, pending] of this.#pending) {
      if (pending.notBefore > dueAt) continue;
      this.#take(id, pending);
      if (performance.now() >= end) break;
    }
    this.#save();
  }

  #hurry(count: number): void {
    let left = count;
    try {
      for (const [id, pending] of this.#pending) {
        if (this.#pending.size <= MAX_WAITING || left === 0) break;
        this.#take(id, pending);
        this.#hurried++;
        left--;
      }
      this.#save();
    } catch (error) {
      // The documents are stored; the next turn tries again.
      this.#fail(error);
    }
  }

  #take(id: string, pending: Pending): void {
    const start = performance.now();
    this.#derive(id, pending);
    // Not before: what fails, such as for a disk that cannot be read, is tried again.
    this.#pending.delete(id);
    this.#parsedBytes -= pending.parsedBytes;
    this.#textBytes -= pending.textBytes;
    const millis = performance.now() - start;
    if (millis < COSTLY_MILLIS) this.#costly.delete(id);
    else {
      if (this.#costly.size >= MAX_COSTLY) this.#costly.clear();
      this.#costly.set(id, start + millis + Math.min(10 * millis, MAX_REST_MILLIS));
    }
  }

  // Traces that were derived and not saved are not pending any more: the next call saves them.
  #save(): void {
    this.#isUnsaved = true;
    this.#commit(this.#seen());
    this.#isUnsaved = false;
    this.#hasFailed = false;
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed) this.#onFailed(error);
    this.#hasFailed = true;
  }

  #schedule(): void {
    if (this.#timer || this.#immediate || (this.#pending.size === 0 && !this.#isUnsaved)) return;
    this.#timer = setTimeout(() => this.#turn(), COLLECT_MILLIS);
  }

  #turn(): void {
    this.#timer = undefined;
    this.#immediate = undefined;
    const now = performance.now();
    // Arrivals have priority: they are stored then, while an unread datagram is lost. But nothing waits forever.
    const isBusy = this.#isBusy;
    this.#isBusy = false;
    if (!isBusy || now >= this.#nextForced) {
      try {
        this.#slice(now);
      } catch (error) {
        // Such as a full disk: the documents are stored, and deriving is tried again.
        this.#fail(error);
        this.#timer = setTimeout(() => this.#turn(), RETRY_MILLIS);
        return;
      }
      const end = performance.now();
      this.#nextForced = end + (isBusy ? REST_WHILE_BUSY * (end - now) : MAX_WAIT_MILLIS);
    }
    let next = Number.POSITIVE_INFINITY;
    for (const { notBefore } of this.#pending.values()) {
      next = Math.min(next, notBefore);
      if (next <= now) break;
    }
    if (next <= now) this.#immediate = setImmediate(() => this.#turn());
    else if (Number.isFinite(next)) this.#timer = setTimeout(() => this.#turn(), next - now);
  }

  #firstPending(): number {
    return this.#pending.values().next().value?.first ?? Number.POSITIVE_INFINITY;
  }

  #seen(): number {
    return Math.min(this.#firstPending() - 1, this.#last);
  }
}

// Some 300 bytes each, beside the documents that are remembered.
const MAX_WAITING = 50_000;
// Documents of one trace arrive within moments of each other, and are then derived once.
const COLLECT_MILLIS = 10;
// While a slice runs nobody reads datagrams, of which a small buffer in the kernel holds some milliseconds.
const SLICE_MILLIS = 4;
const MAX_WAIT_MILLIS = 200;
const REST_WHILE_BUSY = 9;
const COSTLY_MILLIS = 20;
const MAX_REST_MILLIS = 2_000;
const RETRY_MILLIS = 1_000;
const MAX_COSTLY = 1_000;
const MAX_PARSED_BYTES = 4 * 2 ** 20;
const MAX_TEXT_BYTES = 16 * 2 ** 20;
const NOTHING = { bytes: 0, parsedBytes: 0, textBytes: 0 };
