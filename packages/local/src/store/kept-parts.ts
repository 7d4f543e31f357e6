/** A part of the time, microseconds: `from` ≤ t < `to`. */
export interface TimePart {
  readonly from: number;
  readonly to: number;
}

/** A part that is being summed up; `isTouched` once a trace in it has changed. */
interface Watched extends TimePart {
  isTouched: boolean;
}

interface Kept extends TimePart {
  readonly value: unknown;
  readonly bytes: number;
  usedAtMillis: number;
}

/**
 * What answers found out about parts of the time, kept until a trace in the part changes, comes or goes, or until nobody has asked for
 * a minute; for ten seconds when room is short. When there is no more room, what is new is not kept: what is asked for again and again
 * stays.
 */
export class KeptParts {
  readonly #kept = new Map<string, Kept>();
  readonly #watched = new Set<Watched>();
  readonly #maxBytes: number;
  readonly #nowMillis: () => number;
  #bytes = 0;
  /** A range with fewer traces is not divided into parts. */
  readonly leastTraces: number;

  /** @param nowMillis a clock that never runs back */
  constructor({
    maxBytes = 32 * 2 ** 20,
    leastTraces = 2_000,
    nowMillis = () => performance.now(),
  }: { readonly maxBytes?: number; readonly leastTraces?: number; readonly nowMillis?: () => number } = {}) {
    this.#maxBytes = maxBytes;
    this.#nowMillis = nowMillis;
    this.leastTraces = leastTraces;
  }

  /** Approximate cached bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Traces at these times (microseconds), before or now, have changed. */
  changed(times: readonly number[]): void {
    if (this.#kept.size === 0 && this.#watched.size === 0) return;
    // Most are of one moment, and most parts are not.
    const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const isIn = ({ from, to }: TimePart): boolean =>
      last >= from && first < to && times.some((time) => time >= from && time < to);
    for (const [name, part] of this.#kept) if (isIn(part)) this.#forget(name, part);
    for (const part of this.#watched) part.isTouched ||= isIn(part);
  }

  /** Nothing is what it was. */
  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
    for (const part of this.#watched) part.isTouched = true;
  }

  /** Returns the cached answer of a part, if any; `question` names the question. */
  find(question: string, part: TimePart): unknown {
    const found = this.#kept.get(nameOf(question, part));
    if (found) found.usedAtMillis = this.#nowMillis();
    return found?.value;
  }

  /** Looks at a part from now on, until `keep` or `release`. */
  watch({ from, to }: TimePart): Watched {
    const part = { from, to, isTouched: false };
    this.#watched.add(part);
    return part;
  }

  /** Keeps what was found out about a part, unless a trace in it has changed meanwhile. */
  keep(question: string, part: Watched, { value, bytes }: { readonly value: unknown; readonly bytes: number }): void {
    this.release(part);
    const size = bytes + PART_BYTES;
    if (part.isTouched || this.#bytes + size > this.#maxBytes) return;
    const { from, to } = part;
    const name = nameOf(question, part);
    const before = this.#kept.get(name);
    if (before) this.#forget(name, before);
    this.#kept.set(name, { from, to, value, bytes: size, usedAtMillis: this.#nowMillis() });
    this.#bytes += size;
  }

  /** Ends the look at a part. */
  release(part: Watched): void {
    this.#watched.delete(part);
  }

  /** Drops answers without a query in the last minute, or in the last seconds when half of the room is used. */
  sweep(): void {
    const least = this.#nowMillis() - (this.#bytes > this.#maxBytes / 2 ? SHORT_MILLIS : UNUSED_MILLIS);
    for (const [name, part] of this.#kept) if (part.usedAtMillis < least) this.#forget(name, part);
  }

  #forget(name: string, part: Kept): void {
    this.#kept.delete(name);
    this.#bytes -= part.bytes;
  }
}

function nameOf(question: string, { from, to }: TimePart): string {
  return `${from}-${to} ${question}`;
}

const UNUSED_MILLIS = 60_000;
// An open page queries again within five.
const SHORT_MILLIS = 10_000;
// Approximate bytes of the objects around a value.
const PART_BYTES = 400;
