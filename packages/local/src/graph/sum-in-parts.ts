import { nextTurn } from '../ground/next-turn.ts';
import type { ReadyFilter, Selection, Traces } from '../query/traces.ts';
import type { TimePart } from '../store/kept-parts.ts';
import type { Store } from '../store/store.ts';
import { toTimeSlots } from './time-slots.ts';

/** A question about the traces of a selection; the sum of all is made of the sums of the parts. */
export interface Question<T> {
  /** With the selection's filter it says all that a sum depends on but the traces. */
  readonly name: string;
  /**
   * Sums up the traces of one part. The sum must depend on these traces alone.
   * @returns the sum, which is not changed any more, and its approximate bytes
   */
  readonly sum: (part: Selection, ready?: ReadyFilter) => Promise<{ readonly value: T; readonly bytes: number }>;
}

/**
 * The sums of the parts of a selection, the newest first; lets other work run in between. The sum of a part is cached until a trace in it
 * changes, so that a later query costs the changes only.
 */
export async function* sumInParts<T>(
  { store: { index, parts }, traces }: { readonly store: Store; readonly traces: Traces },
  selection: Selection,
  { name, sum }: Question<T>,
): AsyncGenerator<T> {
  await traces.upToDate();
  // From here to the first sum nothing waits: what changes after the look at the store began is seen by those who watch.
  parts.sweep();
  const slots = selection.range.type === 'TraceId' ? partsOf(selection, { index, parts }) : undefined;
  if (!slots) {
    yield (await sum(selection)).value;
    return;
  }
  const question = JSON.stringify([name, selection.filter]);
  const watched = new Map(
    slots.flatMap((part) => (parts.find(question, part) === undefined ? [[part, parts.watch(part)] as const] : [])),
  );
  try {
    const ready = watched.size > 0 ? traces.makeReady(selection.filter) : undefined;
    for (const part of slots) {
      const kept = parts.find(question, part);
      if (kept !== undefined) yield kept as T;
      else {
        const found = await sum({ ...selection, range: { type: 'TraceId', start: part.from, end: part.to } }, ready);
        const own = watched.get(part);
        if (own) parts.keep(question, own, found);
        yield found.value;
      }
      await nextTurn();
    }
  } finally {
    for (const part of watched.values()) parts.release(part);
  }
}

/**
 * The parts of a range that has enough traces, the newest first: as long as people count in, so that a range that moves on has the same.
 */
function partsOf({ range }: Selection, { index, parts }: Pick<Store, 'index' | 'parts'>): TimePart[] | undefined {
  const found = index.pages.firstAndLast(range);
  if (!found || !index.pages.positionBehind(range, undefined, Math.max(1, parts.leastTraces))) return undefined;
  const { from, step, count } = toTimeSlots(found.first, found.last + 1, MAX_PARTS);
  return Array.from({ length: count }, (_, i) => ({
    from: Math.max(range.start, from + step * (count - 1 - i)),
    to: Math.min(range.end, from + step * (count - i)),
  }));
}

const MAX_PARTS = 60;
