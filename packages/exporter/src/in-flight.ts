/** Counts calls under way against a limit. */
export class InFlight {
  readonly #max: number;
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get hasRoom(): boolean {
    return this.#count < this.#max;
  }

  /** Runs a call that never rejects; `after` runs when there is room again. */
  run(call: () => Promise<void>, after: () => void): void {
    this.#count++;
    call().finally(() => {
      this.#count--;
      after();
    });
  }
}
