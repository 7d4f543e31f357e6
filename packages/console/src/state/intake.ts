import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { get } from '../api/client.ts';
import type { Events, IntakeAnswer, IntakeCounters, NotesAnswer } from '../contract/index.ts';
import { rejectedSince } from '../model/rejected-seen.ts';
import { boot, isPaused, onEvent, throttled } from './live.ts';
import { prefer, preferences } from './preferences.ts';
import { createResource, type Resource } from './resource.ts';
import { route, scope } from './route.ts';

const isShown = computed(() => route.value?.page === 'intake');

/** The last counters of the intake, on every page. */
export const intakeCounters: Signal<IntakeCounters | undefined> = signal(undefined);

/** How much was rejected since one last looked at the intake. */
export const newlyRejected: ReadonlySignal<number> = computed(() => {
  const { storeId = '', rejected = 0 } = boot.value ?? {};
  return rejectedSince(preferences.value.rejectedSeen, storeId, intakeCounters.value?.rejected ?? rejected);
});

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
  effect(() => {
    const { storeId = '' } = boot.value ?? {};
    const count = intakeCounters.value?.rejected;
    if (isShown.value && count !== undefined && newlyRejected.value > 0) prefer({ rejectedSeen: { storeId, count } });
  });
  onEvent((name, data) => {
    if (name === 'intake') {
      intakeCounters.value = data as Events['intake'];
      update();
    }
    if (name === 'resync') update();
    if (name === 'notes' || name === 'reset' || name === 'resync') updateNotes();
  });
}
