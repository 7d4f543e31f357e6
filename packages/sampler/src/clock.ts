/** One reading of the time for a whole decision. */
export class Clock {
  /** Epoch milliseconds, to compare with times that others name. */
  epochMillis: number = Number.NaN;
  /** Epoch milliseconds on which a step back counts as no time passed, for seconds and ages. */
  steadyMillis: number = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.tick();
    this.steadyMillis = this.epochMillis;
  }

  tick(): void {
    const now = this.#now();
    if (now > this.epochMillis) this.steadyMillis += now - this.epochMillis;
    this.epochMillis = now;
  }
}
