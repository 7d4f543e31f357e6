/** Counts what was taken in each whole second. */
export class Reservoir {
  #second = Number.NaN;
  #taken = 0;

  /**
   * Takes one, if fewer than `limit` were taken in this second.
   * @param millis epoch milliseconds that never step back
   */
  take(limit: number, millis: number): boolean {
    if (this.takenAt(millis) >= limit) return false;
    this.#second = Math.floor(millis / 1e3);
    this.#taken++;
    return true;
  }

  /** The number taken in the second that a time is in. */
  takenAt(millis: number): number {
    if (Math.floor(millis / 1e3) !== this.#second) this.#taken = 0;
    return this.#taken;
  }
}
