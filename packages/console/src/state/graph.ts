import { computed } from '@preact/signals';
import { post } from '../api/client.ts';
import type { GraphAnswer } from '../contract.ts';
import { isPaused, onEvent, throttled } from './live.ts';
import { createResource, type Resource } from './resource.ts';
import { moveRange, route, scope } from './route.ts';

const isShown = computed(() => route.value?.page === 'service-map');

/** The service map of the scope. */
export const graph: Resource<GraphAnswer> = createResource(
  () => (isShown.value ? scope.value : undefined),
  (asked, _, abort) => post<GraphAnswer>('/-/graph', asked, abort),
);

/** Keeps its numbers up to date. */
export function followGraph(): void {
  const update = throttled(async () => {
    if (isShown.peek() && !isPaused.peek()) await graph.refresh();
  }, 1_000);
  onEvent((name) => {
    if (name === 'graph' || name === 'traces' || name === 'removed' || name === 'reset' || name === 'resync') update();
  });
  setInterval(() => {
    if (isShown.peek() && !isPaused.peek()) moveRange();
  }, 30_000);
}
