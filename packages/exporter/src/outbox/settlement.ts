/**
 * What comes of the spans of one export, put together from what comes of its documents. An object of its own: a closure beside the spans would
 * keep them for as long as a document waits.
 */
export class Settlement {
  /** Resolves when all is known: nothing if all was delivered, else why the first of what was lost was lost. */
  readonly settled: Promise<string | undefined>;
  /** Told what became of a document, or at the end of all that was lost without one. */
  readonly done: (reason: string | undefined) => void;
  #resolve!: (reason: string | undefined) => void;
  #first: string | undefined;
  /** One more than there are documents, so that none of them settles it before all are counted. */
  #unsettled = 1;

  constructor() {
    this.settled = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.done = (reason) => {
      this.#first ??= reason;
      if (--this.#unsettled === 0) this.#resolve(this.#first);
    };
  }

  /** One document more to wait for. */
  expect(): void {
    this.#unsettled++;
  }
}
