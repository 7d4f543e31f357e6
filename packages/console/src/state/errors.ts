import { computed } from '@preact/signals';
import { get } from '../api/client.ts';
import type { ErrorsAnswer } from '../contract/index.ts';
import { isPaused, onEvent, throttled } from './live.ts';
import { createResource, type Resource } from './resource.ts';
import { route, scope } from './route.ts';

const isShown = computed(() => route.value?.page === 'errors');

/** The exceptions of the scope, in groups. */
export const errors: Resource<ErrorsAnswer> = createResource(
  () => (isShown.value ? scope.value : undefined),
  (asked, _, abort) => get<ErrorsAnswer>('/-/errors', { ...asked }, abort),
);

/** Keeps them up to date. */
export function followErrors(): void {
  const update = throttled(async () => {
    if (isShown.peek() && !isPaused.peek()) await errors.refresh();
  }, 2_000);
  onEvent((name) => {
    if (name === 'traces' || name === 'removed' || name === 'reset' || name === 'resync') update();
  });
}
