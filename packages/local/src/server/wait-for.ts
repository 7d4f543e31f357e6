/** A wait for a trace. */
export interface Wanted<T> {
  /** Looks at all that is there. */
  readonly find: () => Promise<T | undefined>;
  /** Looks at the traces that changed. */
  readonly check: (changed: ReadonlySet<string>) => T | undefined;
  /** Describes the received input instead, when the time is over. */
  readonly describe: () => Promise<string>;
}

/** The waits for a trace, which are notified of each change. */
export class Waiting<T> {
  readonly #waiters = new Set<Waiter>();

  /** Resolves with the first match, among present and later traces. */
  wait({ find, check, describe }: Wanted<T>, timeoutMillis: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (action: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        action();
      };
      const fail = (error: unknown): void => settle(() => reject(error));
      const succeed = (found: T | undefined): void => {
        if (found !== undefined) settle(() => resolve(found));
      };
      const timer = setTimeout(() => {
        const message = `No trace matched within ${timeoutMillis} ms.`;
        void describe().then((came) => fail(new Error(`${message} ${came}`)), fail);
      }, timeoutMillis);
      const look = (changed: ReadonlySet<string>): void => {
        try {
          succeed(check(changed));
        } catch (error) {
          fail(error);
        }
      };
      const waiter: Waiter = { look, fail };
      this.#waiters.add(waiter);
      void find().then(succeed, fail);
    });
  }

  /** Notifies all of a change. Never throws: a predicate's error rejects its own wait. */
  changed(traceIds: ReadonlySet<string>): void {
    for (const waiter of [...this.#waiters]) waiter.look(traceIds);
  }

  /** Ends all waiting. */
  fail(error: Error): void {
    for (const waiter of [...this.#waiters]) waiter.fail(error);
  }
}

interface Waiter {
  look(changed: ReadonlySet<string>): void;
  fail(error: unknown): void;
}
