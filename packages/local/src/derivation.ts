import type { JsonObject } from './json.ts';

/** A document that was kept just now. */
export interface NewDocument {
  readonly traceId: string;
  /** As parsed. */
  readonly value: JsonObject;
  readonly bytes: number;
}

/** A trace that has documents from which nothing is derived yet. */
export interface Pending {
  /** Its new documents; absent when they were too many to remember, or are of an earlier run. */
  values: JsonObject[] | undefined;
  bytes: number;
  /** The sequence number of the first new document. */
  readonly first: number;
  /** When it may be derived, by the clock of `performance.now()`. */
  readonly notBefore: number;
}

/**
 * Derives soon after arrival, in slices of a few milliseconds, so that nothing waits long: neither who reads for what came, nor what
 * comes for the deriving. A trace that is costly to derive is left alone for ten times as long as it took.
 */
export class Derivation {
  readonly #derive: (id: string, pending: Pending) => void;
  readonly #commit: (seen: number) => void;
  // In order of arrival: the first has the smallest sequence number.
  readonly #pending = new Map<string, Pending>();
  readonly #costly = new Map<string, number>();
  #valueBytes = 0;
  #last = 0;
  /** Documents came since the last turn of the event loop. */
  #isBusy = false;
  /** When a slice is due though more and more documents come. */
  #nextForced = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  /**
   * @param derive derives one trace
   * @param commit keeps what was derived since it was called last, and that all documents up to a number are
   */
  constructor(derive: (id: string, pending: Pending) => void, commit: (seen: number) => void) {
    this.#derive = derive;
    this.#commit = commit;
  }

  /**
   * Takes up what an earlier run left.
   * @param last the sequence number of the last document
   */
  resume(underived: readonly { readonly traceId: string; readonly sequence: number }[], last: number): void {
    for (const { traceId, sequence } of underived)
      this.#pending.set(traceId, { values: undefined, bytes: 0, first: sequence, notBefore: 0 });
    this.#last = last;
    this.#schedule();
  }

  /** Takes documents up that were kept; the first has the given sequence number. */
  note(documents: readonly NewDocument[], first: number): void {
    for (const [i, { traceId, value, bytes }] of documents.entries()) {
      const pending = this.#pending.get(traceId) ?? this.#add(traceId, first + i);
      if (pending.values && this.#valueBytes + bytes > MAX_VALUE_BYTES) {
        pending.values = undefined;
        this.#valueBytes -= pending.bytes;
      }
      pending.bytes += bytes;
      if (!pending.values) continue;
      pending.values.push(value);
      this.#valueBytes += bytes;
    }
    this.#last = Math.max(this.#last, first + documents.length - 1);
    this.#isBusy = true;
    if (!this.#timer && !this.#immediate) this.#nextForced = performance.now() + MAX_WAIT_MILLIS;
    this.#schedule();
  }

  isPending(id: string): boolean {
    return this.#pending.has(id);
  }

  /** Derives one trace at once, if it is pending. */
  deriveNow(id: string): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#take(id, pending);
    this.#commit(this.#seen());
  }

  /** Resolves when everything is derived that was there at the call. Lets others run in between. */
  async upToDate(): Promise<void> {
    const last = this.#last;
    while (this.#firstPending() <= last) {
      this.#slice(Number.POSITIVE_INFINITY);
      if (this.#firstPending() <= last) await new Promise((resolve) => setImmediate(resolve));
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
    this.#valueBytes = 0;
    this.#last = 0;
  }

  #add(traceId: string, first: number): Pending {
    const pending: Pending = { values: [], bytes: 0, first, notBefore: this.#costly.get(traceId) ?? 0 };
    this.#pending.set(traceId, pending);
    return pending;
  }

  /** @param dueAt what may wait until later than this is left out */
  #slice(dueAt: number): void {
    const end = performance.now() + SLICE_MILLIS;
    for (const [id, pending] of this.#pending) {
      if (pending.notBefore > dueAt) continue;
      this.#take(id, pending);
      if (performance.now() >= end) break;
    }
    this.#commit(this.#seen());
  }

  #take(id: string, pending: Pending): void {
    this.#pending.delete(id);
    if (pending.values) this.#valueBytes -= pending.bytes;
    const start = performance.now();
    this.#derive(id, pending);
    const millis = performance.now() - start;
    if (millis < COSTLY_MILLIS) this.#costly.delete(id);
    else {
      if (this.#costly.size >= MAX_COSTLY) this.#costly.clear();
      this.#costly.set(id, start + millis + Math.min(10 * millis, MAX_REST_MILLIS));
    }
  }

  #schedule(): void {
    if (this.#timer || this.#immediate || this.#pending.size === 0) return;
    this.#timer = setTimeout(() => this.#turn(), COLLECT_MILLIS);
  }

  #turn(): void {
    this.#timer = undefined;
    this.#immediate = undefined;
    const now = performance.now();
    // What comes is taken first: it is safe then, while a datagram that nobody reads is lost. But nothing waits for ever.
    const isBusy = this.#isBusy;
    this.#isBusy = false;
    if (!isBusy || now >= this.#nextForced) {
      try {
        this.#slice(now);
      } catch {
        // Such as a full disk: the documents are kept, and what is derived from them is tried again.
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

// What belongs together comes within moments, and is then derived once.
const COLLECT_MILLIS = 10;
// While a slice runs nobody reads datagrams, of which a small buffer in the kernel holds some milliseconds.
const SLICE_MILLIS = 4;
const MAX_WAIT_MILLIS = 200;
const REST_WHILE_BUSY = 9;
const COSTLY_MILLIS = 20;
const MAX_REST_MILLIS = 2_000;
const RETRY_MILLIS = 1_000;
const MAX_COSTLY = 1_000;
const MAX_VALUE_BYTES = 4 * 2 ** 20;
