/** Fills the array from a source that nobody can guess. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => unknown;

const POOL_BYTES = 4096;

/** Size of the first fill, which a cold start waits for: V8 has not optimised the loop yet, and a whole pool takes 3 ms. */
const FIRST_BYTES = 1024;

/**
 * Random hex digits from a pool: a system call per id costs ten times as much as the id itself. The pool is filled at
 * the first use, so that no snapshot contains one.
 */
export class RandomDigits {
  readonly #fill: FillRandom;
  readonly #bytes = new Uint8Array(POOL_BYTES);
  /** Two ASCII codes for each byte: a digit is looked up once, and every id is one flat string. */
  readonly #codes = new Uint8Array(2 * POOL_BYTES);
  #next = 2 * POOL_BYTES;
  #isFirst = true;

  constructor(fill: FillRandom) {
    this.#fill = fill;
  }

  /** 16 digits. */
  // biome-ignore format: written out, since an array or a loop would leave garbage behind (npm run bench -- ids)
  take16(): string {
    const c = this.#codes;
    const i = this.#advance(16);
    return String.fromCharCode(
      c[i]!, c[i + 1]!, c[i + 2]!, c[i + 3]!, c[i + 4]!, c[i + 5]!, c[i + 6]!, c[i + 7]!,
      c[i + 8]!, c[i + 9]!, c[i + 10]!, c[i + 11]!, c[i + 12]!, c[i + 13]!, c[i + 14]!, c[i + 15]!,
    );
  }

  /** The 8 characters of the given ASCII codes, then 24 digits. */
  // biome-ignore format: as above
  take24After(t: Uint8Array): string {
    const c = this.#codes;
    const i = this.#advance(24);
    return String.fromCharCode(
      t[0]!, t[1]!, t[2]!, t[3]!, t[4]!, t[5]!, t[6]!, t[7]!,
      c[i]!, c[i + 1]!, c[i + 2]!, c[i + 3]!, c[i + 4]!, c[i + 5]!, c[i + 6]!, c[i + 7]!,
      c[i + 8]!, c[i + 9]!, c[i + 10]!, c[i + 11]!, c[i + 12]!, c[i + 13]!, c[i + 14]!, c[i + 15]!,
      c[i + 16]!, c[i + 17]!, c[i + 18]!, c[i + 19]!, c[i + 20]!, c[i + 21]!, c[i + 22]!, c[i + 23]!,
    );
  }

  /** Forgets what is in the pool, for a process that may have been copied. */
  drop(): void {
    this.#next = this.#codes.length;
  }

  #advance(digits: number): number {
    if (this.#next + digits > this.#codes.length) this.#refill();
    const start = this.#next;
    this.#next += digits;
    return start;
  }

  #refill(): void {
    const start = this.#isFirst ? POOL_BYTES - FIRST_BYTES : 0;
    this.#isFirst = false;
    this.#fill(this.#bytes.subarray(start));
    for (let i = start; i < POOL_BYTES; i++) {
      const byte = this.#bytes[i]!;
      this.#codes[2 * i] = DIGITS[byte >>> 4]!;
      this.#codes[2 * i + 1] = DIGITS[byte & 15]!;
    }
    this.#next = 2 * start;
  }
}

// A table, not a comparison: on random digits a processor guesses every second branch wrong.
const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
