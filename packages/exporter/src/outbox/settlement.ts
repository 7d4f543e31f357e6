/**
 * Outcome of spans, combined from the outcomes of their documents. An object of its own: a closure beside the spans would keep them for as
 * long as a document waits.
 */
export class Settlement {
  /** One more than there are documents, so that none of them settles it before all are counted. */
  #unsettled = 1;
  #first: string | undefined;
  #settled: Promise<string | undefined> | undefined;
  #resolve: ((reason: string | undefined) => void) | undefined;

  /** Counts one document more to wait for. */
  expect(): void {
    this.#unsettled++;
  }

  /** Adds the outcome of a document, or at the end of all spans that were lost without one: `undefined` if delivered, else the reason. */
  done(reason: string | undefined): void {
    this.#first ??= reason;
    if (--this.#unsettled === 0) this.#resolve?.(this.#first);
  }

  /** Resolves when all is known: nothing if all was delivered, else why the first of what was lost was lost. */
  settled(): Promise<string | undefined> {
    this.#settled ??= new Promise((resolve) => {
      if (this.#unsettled === 0) resolve(this.#first);
      else this.#resolve = resolve;
    });
    return this.#settled;
  }
}
