/**
 * Resolves when `work` is settled, whichever way, or after `millis`. It keeps the process alive until then: what is waited for, such as an
 * unreferenced socket, may not.
 */
export function withDeadline(work: Promise<unknown>, millis: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    work.then(end, end);
  });
}
