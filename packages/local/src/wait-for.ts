/** Those who wait for a trace, and are told of each change. */
export class Waiting<T> {
  readonly #waiters = new Set<Waiter>();

  /**
   * Resolves with the first match. `find` looks at what is there now when it gets nothing, at the named traces after a change.
   * @param describe what to say came instead, asked when the time is over
   */
  wait(
    find: (changed?: ReadonlySet<string>) => T | undefined,
    timeoutMillis: number,
    describe: () => string,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`No trace matched within ${timeoutMillis} ms. ${describe()}`));
      }, timeoutMillis);
      const settle = (action: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        action();
      };
      const look = (changed?: ReadonlySet<string>): void => {
        try {
          const found = find(changed);
          if (found !== undefined) settle(() => resolve(found));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const waiter: Waiter = { look, fail: (error) => settle(() => reject(error)) };
      this.#waiters.add(waiter);
      look();
    });
  }

  /** Tells all of a change. Never throws: a predicate's error is that of whoever waits. */
  changed(traceIds: ReadonlySet<string>): void {
    for (const waiter of [...this.#waiters]) waiter.look(traceIds);
  }

  /** Ends all waiting. */
  fail(error: Error): void {
    for (const waiter of [...this.#waiters]) waiter.fail(error);
  }
}

interface Waiter {
  look(changed?: ReadonlySet<string>): void;
  fail(error: Error): void;
}
