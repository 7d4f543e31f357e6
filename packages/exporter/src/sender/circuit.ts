/** How long nothing is sent after the permission was found missing. */
const OPEN_MILLIS = 60_000;

/** Closed: calls go. Open, for a minute after it was tripped: none does, since each would be refused for the same reason. */
export class Circuit {
  readonly #clock: () => number;
  #openUntil = Number.NEGATIVE_INFINITY;

  /** @param clock milliseconds that only grow */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  trip(): void {
    this.#openUntil = this.#clock() + OPEN_MILLIS;
  }

  /** Milliseconds until calls go again; 0 when they do. */
  get waitMillis(): number {
    return Math.max(0, this.#openUntil - this.#clock());
  }
}
