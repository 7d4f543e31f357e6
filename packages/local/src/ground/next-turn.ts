/** Resolves in the next turn of the event loop: waiting work runs before this work continues. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
