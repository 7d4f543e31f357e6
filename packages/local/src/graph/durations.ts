import { type Bin, bucketOf, MAX_EXACT_VALUES, toBins } from './histogram.ts';

/** Durations in ascending order, each once. */
interface Packed {
  readonly values: Uint32Array | Float64Array;
  /** How many there are up to each one; absent where each came once. */
  readonly upTo?: Uint32Array;
}

/**
 * Counts durations, in whole microseconds. Those of a part of the time are packed once it is known, to a tenth of the room, and put
 * together with those of other parts without a copy.
 */
export class Durations {
  #counts = new Map<number, number>();
  #packed: Packed[] = [];

  add(micros: number): void {
    this.#counts.set(micros, (this.#counts.get(micros) ?? 0) + 1);
  }

  /** Adds those of another one, which is packed. */
  merge({ packed }: Durations): void {
    this.#packed.push(...packed);
  }

  /**
   * Makes it small.
   * @returns about how many bytes it takes
   */
  pack(): number {
    if (this.#counts.size > 0) {
      this.#packed.push(pack(this.#counts));
      this.#counts = new Map();
    }
    return this.#packed.reduce((sum, { values, upTo }) => sum + values.byteLength + (upTo?.byteLength ?? 0) + 300, 200);
  }

  /** As bars: each exactly up to 100 different ones, then in buckets of two significant digits. */
  bins(): Bin[] {
    this.pack();
    return toBins(exactly(this.#packed) ?? inBuckets(this.#packed));
  }

  /** The durations below which the given shares (0 to 1) of all lie; 0 where there are none. */
  percentiles(shares: readonly number[]): number[] {
    this.pack();
    const total = this.#packed.reduce((sum, each) => sum + countUpTo(each, each.values.length), 0);
    return shares.map((share) => (total === 0 ? 0 : nth(this.#packed, Math.max(1, Math.ceil(share * total)))));
  }

  get packed(): readonly Packed[] {
    return this.#packed;
  }
}

function pack(counts: ReadonlyMap<number, number>): Packed {
  const ascending = Float64Array.from(counts.keys()).sort();
  const isShort = (ascending[0] ?? 0) >= 0 && (ascending.at(-1) ?? 0) < 2 ** 32;
  const values = isShort ? Uint32Array.from(ascending) : ascending;
  let total = 0;
  const upTo = Uint32Array.from(ascending, (value) => (total += counts.get(value) ?? 0));
  return total === values.length ? { values } : { values, upTo };
}

/** How many durations stand before a place. */
function countUpTo({ upTo }: Packed, place: number): number {
  return upTo ? (upTo[place - 1] ?? 0) : place;
}

/** Value → count; absent where there are more than a histogram shows. */
function exactly(all: readonly Packed[]): Map<number, number> | undefined {
  const counts = new Map<number, number>();
  for (const each of all) {
    if (each.values.length > MAX_EXACT_VALUES) return undefined;
    for (const [i, value] of each.values.entries())
      counts.set(value, (counts.get(value) ?? 0) + countUpTo(each, i + 1) - countUpTo(each, i));
    if (counts.size > MAX_EXACT_VALUES) return undefined;
  }
  return counts;
}

function inBuckets(all: readonly Packed[]): Map<number, number> {
  const buckets = new Map<number, number>();
  for (const each of all)
    for (let from = 0; from < each.values.length; ) {
      const { bucket, end } = bucketOf(each.values[from] ?? 0);
      const to = firstFrom(each.values, end, from + 1);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + countUpTo(each, to) - countUpTo(each, from));
      from = to;
    }
  return buckets;
}

/** The place of the first value that is not below a limit, from a place on. */
function firstFrom(values: Packed['values'], limit: number, from: number, before: number = values.length): number {
  let [low, high] = [from, before];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nth smallest duration of all: what is left to look at is halved around a value from the middle of the longest rest. */
function nth(all: readonly Packed[], n: number): number {
  const rests = all.map((packed) => ({ packed, from: 0, to: packed.values.length }));
  for (;;) {
    const longest = rests.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
    const pivot = longest.packed.values[(longest.from + longest.to) >>> 1] ?? 0;
    const places = rests.map(({ packed: { values }, from, to }) => {
      const below = firstFrom(values, pivot, from, to);
      return { below, upTo: below < to && values[below] === pivot ? below + 1 : below };
    });
    const count = (key: 'below' | 'upTo'): number =>
      places.reduce((sum, place, i) => sum + countUpTo(all[i] as Packed, place[key]), 0);
    const below = count('below');
    if (n > below && n <= count('upTo')) return pivot;
    for (const [i, rest] of rests.entries()) {
      const place = places[i] ?? { below: rest.to, upTo: rest.from };
      if (n <= below) rest.to = place.below;
      else rest.from = place.upTo;
    }
  }
}
