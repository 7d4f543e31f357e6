import { computed } from '@preact/signals';
import { post } from '../api/client.ts';
import type { GraphAnswer, GraphOverTimeAnswer, GraphOverTimeQuery } from '../contract/index.ts';
import { isPaused, onEvent, throttled } from './live.ts';
import { createResource, type Resource } from './resource.ts';
import { moveRange, queryOf, route, scope } from './route.ts';

// In the panel each is some pixels wide.
const SLOTS = 40;

const isShown = computed(() => route.value?.page === 'service-map');

/** The service map of the scope. */
export const graph: Resource<GraphAnswer> = createResource(
  () => (isShown.value ? scope.value : undefined),
  (asked, _, abort) => post<GraphAnswer>('/-/graph', asked, abort),
);

/** The calls over time of the node or line that is selected; of several folded into one there are none. */
export const graphOverTime: Resource<GraphOverTimeAnswer> = createResource(
  () => {
    const of = queryOf('select');
    const isThere = [...(graph.data.value?.nodes ?? []), ...(graph.data.value?.edges ?? [])].some(
      ({ id }) => id === of,
    );
    return isShown.value && of !== undefined && isThere ? { ...scope.value, of, slots: SLOTS } : undefined;
  },
  (asked: GraphOverTimeQuery, _, abort) => post<GraphOverTimeAnswer>('/-/graph/over-time', asked, abort),
);

/** Keeps its numbers up to date. */
export function followGraph(): void {
  const update = throttled(async () => {
    if (isShown.peek() && !isPaused.peek()) await Promise.all([graph.refresh(), graphOverTime.refresh()]);
  }, 1_000);
  onEvent((name) => {
    if (name === 'graph' || name === 'traces' || name === 'removed' || name === 'reset' || name === 'resync') update();
  });
  setInterval(() => {
    if (isShown.peek() && !isPaused.peek()) moveRange();
  }, 30_000);
}
