import { computed, type Signal, signal } from '@preact/signals';
import { get } from '../api/client.ts';
import type { Events, IntakeAnswer, IntakeCounters, NotesAnswer } from '../contract/index.ts';
import { isPaused, onEvent, throttled } from './live.ts';
import { createResource, type Resource } from './resource.ts';
import { route, scope } from './route.ts';

const isShown = computed(() => route.value?.page === 'intake');

/** What came in, as told last, on whatever page. */
export const intakeCounters: Signal<IntakeCounters | undefined> = signal(undefined);

/** Everything of the intake page. */
export const intake: Resource<IntakeAnswer> = createResource(
  () => (isShown.value ? { page: 'intake' } : undefined),
  async (_, __, abort) => {
    const answer = await get<IntakeAnswer>('/-/intake', {}, abort);
    intakeCounters.value = answer.counters;
    return answer;
  },
);

/** All diagnostics by kind. */
export const notes: Resource<NotesAnswer> = createResource(
  () => (isShown.value ? { start: scope.value.start, end: scope.value.end } : undefined),
  (asked, _, abort) => get<NotesAnswer>('/-/notes', asked, abort),
);

/** Keeps both up to date. */
export function followIntake(): void {
  const update = throttled(async () => {
    if (isShown.peek() && !isPaused.peek()) await intake.refresh();
  }, 500);
  const updateNotes = throttled(async () => {
    if (isShown.peek() && !isPaused.peek()) await notes.refresh();
  }, 1_000);
  onEvent((name, data) => {
    if (name === 'intake') {
      intakeCounters.value = data as Events['intake'];
      update();
    }
    if (name === 'resync') update();
    if (name === 'notes' || name === 'reset' || name === 'resync') updateNotes();
  });
}
