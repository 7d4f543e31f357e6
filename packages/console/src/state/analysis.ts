import { computed, type ReadonlySignal } from '@preact/signals';
import { post } from '../api/client.ts';
import type { DifferencesAnswer, GroupKey, TraceGroupsAnswer } from '../contract/index.ts';
import { type DifferenceKind, differenceScopes, offeredKinds } from '../model/difference-scopes.ts';
import { parseRange } from '../model/time.ts';
import { isPaused, onEvent, throttled } from './live.ts';
import { createResource, type Resource } from './resource.ts';
import { queryOf, route, scope } from './route.ts';

const isListShown = computed(() => route.value?.page === 'traces');

/** The comparisons that the list offers, the default first. */
export const differenceKinds: ReadonlySignal<readonly DifferenceKind[]> = computed(() =>
  offeredKinds(scope.value, parseRange(queryOf('timeRange')).kind === 'between'),
);

/** The comparison that is shown; absent while none is. */
export const differenceKind: ReadonlySignal<DifferenceKind | undefined> = computed(() => {
  const asked = queryOf('differ');
  if (asked === undefined) return undefined;
  return differenceKinds.value.find((kind) => kind === asked) ?? differenceKinds.value[0];
});

/** The values that distinguish the traces of the list from others. */
export const differences: Resource<DifferencesAnswer> = createResource(
  () =>
    isListShown.value && differenceKind.value
      ? differenceScopes(differenceKind.value, scope.value, queryOf('against'))
      : undefined,
  (query, _, abort) => post<DifferencesAnswer>('/-/differences', query, abort),
);

/** The attribute that the list is grouped by. */
export const groupKey: ReadonlySignal<GroupKey | undefined> = computed(() => queryOf('by') as GroupKey | undefined);

/** The groups of the list. */
export const traceGroups: Resource<TraceGroupsAnswer> = createResource(
  () => (isListShown.value && groupKey.value ? { ...scope.value, by: groupKey.value } : undefined),
  (query, _, abort) => post<TraceGroupsAnswer>('/-/traces/group', query, abort),
);

/** Updates both when traces change. */
export function followAnalysis(): void {
  const update = throttled(async () => {
    if (isListShown.peek() && !isPaused.peek()) await Promise.all([differences.refresh(), traceGroups.refresh()]);
  }, 2_000);
  onEvent((name) => {
    if (name === 'traces' || name === 'removed' || name === 'reset' || name === 'resync') update();
  });
}
