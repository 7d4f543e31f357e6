/** A piece of time, microseconds. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/** The most parts of one bar that are distinguishable. */
export const MOST_DRAWN_PARTS = 100;

/**
 * Returns the drawn parts of one bar: those in the window, with those that nearly touch as one where they are too many. A service that
 * waited a hundred thousand times would else be as many elements of the page.
 * @param parts in order of time, none over another
 */
export function drawnParts(parts: readonly Part[], window: Part): Part[] {
  const inView = parts.filter(({ start, end }) => end >= window.start && start <= window.end);
  if (inView.length <= MOST_DRAWN_PARTS) return inView;
  const least = (window.end - window.start) / MOST_DRAWN_PARTS;
  const drawn: { start: number; end: number }[] = [];
  for (const { start, end } of inView) {
    const last = drawn.at(-1);
    if (last && start - last.end < least) last.end = end;
    else drawn.push({ start, end });
  }
  return drawn;
}
