import { type FillRandom, RandomDigits } from './random-digits.ts';

/** The part that both platforms share: ids that X-Ray accepts, from a source of random bytes and a clock. */
export class XRayIds {
  readonly #random: RandomDigits;
  readonly #now: () => number;
  #seconds = -1;
  readonly #timeCodes = new Uint8Array(8);

  /** @param now epoch milliseconds */
  constructor(fillRandom: FillRandom, now: () => number) {
    this.#random = new RandomDigits(fillRandom);
    this.#now = now;
  }

  /** 8 hex digits of epoch seconds and 24 random ones: a W3C trace id that X-Ray accepts for 30 days. Never throws. */
  generateTraceId(): string {
    // Unsigned, so that clocks before 1970 and after 2106 still give 8 digits.
    const seconds = Math.floor(this.#now() / 1000) >>> 0;
    if (seconds !== this.#seconds) {
      this.#seconds = seconds;
      const digits = seconds.toString(16).padStart(8, '0');
      for (let i = 0; i < 8; i++) this.#timeCodes[i] = digits.charCodeAt(i);
    }
    const traceId = this.#random.take24After(this.#timeCodes);
    // Tests have a clock that stays at 0; the rest alone must then keep the id valid.
    return seconds === 0 && traceId === NO_TRACE_ID ? `${NO_TRACE_ID.slice(1)}1` : traceId;
  }

  /** 16 random hex digits, never all zeros. Never throws. */
  generateSpanId(): string {
    const spanId = this.#random.take16();
    return spanId === NO_SPAN_ID ? `${NO_SPAN_ID.slice(1)}1` : spanId;
  }

  /** Makes the next id out of fresh random bytes, for a process that may have been copied. */
  protected dropPool(): void {
    this.#random.drop();
  }
}

const NO_TRACE_ID = '0'.repeat(32);
const NO_SPAN_ID = '0'.repeat(16);
