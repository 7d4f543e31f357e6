/** Counts requests in each whole second. */
export class Reservoir {
  #second = Number.NaN;
  #taken = 0;

  /**
   * Counts one, if fewer than `limit` were counted in this second.
   * @param millis epoch milliseconds that never step back
   */
  take(limit: number, millis: number): boolean {
    if (this.takenAt(millis) >= limit) return false;
    this.#second = Math.floor(millis / 1e3);
    this.#taken++;
    return true;
  }

  /** Returns the count of the second that a time is in. */
  takenAt(millis: number): number {
    if (Math.floor(millis / 1e3) !== this.#second) this.#taken = 0;
    return this.#taken;
  }
}
