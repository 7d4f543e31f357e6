import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { post } from '../api/client.ts';
import type { AggregateAnswer, AggregateQuery, Sort, TraceRow, TracesAnswer, TracesQuery } from '../contract/index.ts';
import { splitList } from '../model/route.ts';
import { report } from './faults.ts';
import { isPaused, onEvent, throttled } from './live.ts';
import { createResource, type Resource } from './resource.ts';
import { moveRange, queryOf, route, scope } from './route.ts';

const PAGE_SIZE = 200;
// The server sends changes every 100 ms at most: each of them refreshes the list, unless requests are slow.
const LIST_EVERY_MILLIS = 50;
const LIST_RESTS = 0.5;

const isListShown = computed(() => route.value?.page === 'traces');

/** The sort order of the list. */
export const sort: ReadonlySignal<Sort> = computed(() => (queryOf('sort') ?? '-start') as Sort);
/** Annotation keys that have a column. */
export const columns: ReadonlySignal<string[]> = computed(() => splitList(queryOf('columns')));

const question = computed<TracesQuery | undefined>(() =>
  isListShown.value ? { ...scope.value, sort: sort.value, columns: columns.value, limit: PAGE_SIZE } : undefined,
);

/** The list. */
export const traces: Resource<TracesAnswer> = createResource(
  () => question.value,
  async (asked, _, abort) => post<TracesAnswer>('/-/traces/query', asked, abort),
);

/** The histograms and the refiners of the same scope. */
export const aggregate: Resource<AggregateAnswer> = createResource(
  () => (isListShown.value ? ({ ...scope.value, slots: 60 } satisfies AggregateQuery) : undefined),
  (asked, _, abort) => post<AggregateAnswer>('/-/traces/aggregate', asked, abort),
);

/** Whether someone is looking at a certain row: then no row may enter. The list says so. */
export const isHeld: Signal<boolean> = signal(false);
/** Traces that match and are not in the list yet. */
export const fresh: Signal<ReadonlySet<string>> = signal(new Set());

const changed = new Set<string>();

/** Loads the rows behind the last one. */
export async function loadMore(): Promise<void> {
  const before = traces.data.peek();
  const asked = question.peek();
  if (!before?.next || !asked || traces.isLoading.peek() || isLoadingMore) return;
  isLoadingMore = true;
  try {
    const answer = await post<TracesAnswer>('/-/traces/query', { ...asked, after: before.next });
    if (traces.data.peek() !== before) return;
    const known = new Set(before.rows.map(({ id }) => id));
    const { next: _, ...rest } = before;
    traces.set({
      ...rest,
      rows: [...before.rows, ...answer.rows.filter(({ id }) => !known.has(id))],
      ...(answer.next !== undefined && { next: answer.next }),
    });
  } catch (error) {
    // The next scroll tries again.
    report(error);
  } finally {
    isLoadingMore = false;
  }
}
let isLoadingMore = false;

/** Lets the traces in that wait behind the button. */
export function showFresh(): void {
  fresh.value = new Set();
  changed.clear();
  void traces.refresh();
  void aggregate.refresh();
}

/** Keeps the list up to date: lets new rows in, or counts them while someone is looking at the list. */
export function followTraces(): void {
  const update = throttled(bringIn, LIST_EVERY_MILLIS, LIST_RESTS);
  const updateHistograms = throttled(async () => {
    if (!isPaused.peek()) await aggregate.refresh();
  }, 1_000);
  onEvent((name, data) => {
    if (!isListShown.peek()) return;
    if (name === 'traces') {
      for (const { id } of data as readonly { id: string }[]) changed.add(id);
      update();
      updateHistograms();
    } else if (name === 'removed' || name === 'reset' || name === 'resync' || name === 'config') {
      showFresh();
    }
  });
  effect(() => {
    // Another question: what was new to the old one is not news any more.
    question.value;
    changed.clear();
    fresh.value = new Set();
  });
  effect(() => {
    if (!isHeld.value && !isPaused.value && fresh.peek().size > 0) showFresh();
  });
  setInterval(() => {
    if (isListShown.peek() && !isHeld.peek() && !isPaused.peek()) moveRange();
  }, 30_000);
}

async function bringIn(): Promise<void> {
  const asked = question.peek();
  if (!asked || changed.size === 0) return;
  if (!isHeld.peek() && !isPaused.peek()) {
    changed.clear();
    await traces.refresh();
    return;
  }
  const ids = [...changed].slice(0, 500);
  for (const id of ids) changed.delete(id);
  try {
    const answer = await post<TracesAnswer>('/-/traces/query', { ...asked, ids, limit: 500 });
    if (question.peek() === asked) mergeInPlace(ids, answer.rows);
  } catch (error) {
    // They are requested again with the next change, or when the list is free.
    for (const id of ids) changed.add(id);
    report(error);
  }
}

/** Rows that are shown get their new numbers where they are; the others are counted. */
function mergeInPlace(asked: readonly string[], rows: readonly TraceRow[]): void {
  const before = traces.data.peek();
  if (!before) return;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const shown = new Set(before.rows.map(({ id }) => id));
  if (!isPaused.peek() && asked.some((id) => shown.has(id)))
    traces.set({ ...before, rows: before.rows.map((row) => byId.get(row.id) ?? row) });
  const unseen = rows.filter(({ id }) => !shown.has(id)).map(({ id }) => id);
  if (unseen.length > 0) fresh.value = new Set([...fresh.peek(), ...unseen]);
}
