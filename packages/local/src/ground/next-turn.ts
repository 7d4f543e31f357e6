/** Resolves in the next turn of the event loop: what waits for the loop runs before the work goes on. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
