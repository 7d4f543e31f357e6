/**
 * Runs a function with a signal, and rejects when it needs longer than `millis` or `outer` is aborted, whether or not it listens
 * to its signal.
 */
export function withTimeLimit<T>(
  run: (signal: AbortSignal) => Promise<T>,
  millis: number,
  outer: AbortSignal,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const inner = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
    };
    const giveUp = (reason: unknown): void => {
      end();
      inner.abort(reason);
      reject(reason);
    };
    const onAbort = (): void => giveUp(outer.reason);
    const timer = setTimeout(() => giveUp(new Error(`no answer in ${millis} ms`)), millis);
    timer.unref?.();
    if (outer.aborted) return onAbort();
    outer.addEventListener('abort', onAbort);
    run(inner.signal).then(resolve, reject).finally(end);
  });
}
