import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { get } from '../api/client.ts';
import type { LogEntry, LogsAnswer } from '../contract/index.ts';
import { logsByEntity, readLogLevel, withNextLogs } from '../model/logs.ts';
import { report } from './faults.ts';
import { isPaused, onEvent, throttled } from './live.ts';
import { createResource, type Resource } from './resource.ts';
import { queryOf } from './route.ts';
import { traceId } from './trace.ts';

const PAGE = 500;

const question = computed(() => {
  const id = traceId.value;
  if (id === undefined) return undefined;
  const level = readLogLevel(queryOf('logLevel'));
  const q = queryOf('logText')?.trim() ?? '';
  return { id, ...(level && { level }), ...(q !== '' && { q }), limit: PAGE };
});

/** The log records of the shown trace, of the chosen level and text. */
export const logs: Resource<LogsAnswer & { readonly id: string }> = createResource(
  () => question.value,
  async ({ id, ...parameters }, _, abort) => ({ ...(await load(id, parameters, abort)), id }),
);

/** The records; none while those of another trace are there. */
export const shownLogs: ReadonlySignal<readonly LogEntry[]> = computed(() =>
  logs.data.value?.id === traceId.value ? (logs.data.value?.logs ?? []) : [],
);

/** Entity → its records. */
export const entityLogs: ReadonlySignal<ReadonlyMap<string, readonly LogEntry[]>> = computed(() =>
  logsByEntity(shownLogs.value),
);

/** The record that was clicked last, until another entity is selected. */
export const selectedLog = signal<number | undefined>(undefined);

/** Loads the next page behind the last record. */
export async function loadMoreLogs(): Promise<void> {
  const before = logs.data.peek();
  const asked = question.peek();
  if (!before?.next || !asked) return;
  const { id, ...parameters } = asked;
  try {
    const next = await load(id, { ...parameters, after: before.next });
    if (logs.data.peek() === before) logs.set({ ...withNextLogs(before, next), id });
  } catch (error) {
    report(error);
  }
}

/** Updates the records when the trace or any log arrives. */
export function followLogs(): void {
  const update = throttled(async () => {
    // A list that was continued stays: it must not shrink below the pointer.
    if (traceId.peek() !== undefined && !isPaused.peek() && shownLogs.peek().length <= PAGE) await logs.refresh();
  }, 1_000);
  onEvent((name, data) => {
    if (name === 'traces' && (data as readonly { id: string }[]).some(({ id }) => id === traceId.peek())) update();
    if (name === 'intake' || name === 'reset' || name === 'resync') update();
  });
  effect(() => {
    traceId.value;
    selectedLog.value = undefined;
  });
}

function load(
  id: string,
  parameters: Readonly<Record<string, string | number>>,
  abort?: AbortSignal,
): Promise<LogsAnswer> {
  return get<LogsAnswer>(`/-/traces/${encodeURIComponent(id)}/logs`, parameters, abort);
}
