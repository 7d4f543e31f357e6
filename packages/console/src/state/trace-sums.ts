import { computed, type ReadonlySignal } from '@preact/signals';
import { pathSteps } from '../model/critical-path.ts';
import { type FlameNode, toFlame } from '../model/flame.ts';
import { type Explanation, explainPath, type PathSums, sumPath } from '../model/path-sums.ts';
import { isStatisticsSort, type StatisticsRow, sortStatistics, traceStatistics } from '../model/statistics.ts';
import { queryOf } from './route.ts';
import { path, rows, traceNow, tree } from './trace.ts';

/** The ways to look at a trace, in the order of the switch. */
export const TRACE_VIEWS = ['timeline', 'flame', 'statistics'] as const;
export type TraceView = (typeof TRACE_VIEWS)[number];

/** How the trace is shown. */
export const traceView: ReadonlySignal<TraceView> = computed(
  () => TRACE_VIEWS.find((each) => each === queryOf('view')) ?? 'timeline',
);

/** Time on the critical path per fold, name and service. */
export const pathSums: ReadonlySignal<PathSums> = computed(() => sumPath(tree.value, path.value));

/** The sum that explains the response, where one does better than a single entity. */
export const explanation: ReadonlySignal<Explanation | undefined> = computed(() =>
  explainPath(tree.value, path.value, pathSums.value),
);

/** Entity → the entity whose row it is on, where that is another one. */
const rowHolders = computed(() => {
  const holders = new Map<string, string>();
  for (const row of rows.value.rows) {
    if (row.kind === 'heading' || row.covers.length < 2) continue;
    const holder = row.kind === 'run' ? row.first.id : row.entity.id;
    for (const id of row.covers) holders.set(id, holder);
  }
  return holders;
});

/** The critical path row by row, in order of time. */
export const steps: ReadonlySignal<readonly string[]> = computed(() =>
  pathSteps(path.value, (id) => rowHolders.value.get(id) ?? id),
);

/** The entity that represents the row of another one. */
export function rowHolder(id: string): string {
  return rowHolders.value.get(id) ?? id;
}

/** Whether statistics are per service instead of per name. */
export const isPerService: ReadonlySignal<boolean> = computed(() => queryOf('per') === 'service');

/** The column that statistics are sorted by, `-` in front for downwards. */
export const statisticsSort: ReadonlySignal<string> = computed(() => {
  const asked = queryOf('order');
  return isStatisticsSort(asked) ? asked : '-onPath';
});

const unsorted = computed(() =>
  traceStatistics(tree.value, path.value, traceNow.value, isPerService.value ? 'service' : 'name'),
);

/** Counts and times per service and name. */
export const statistics: ReadonlySignal<readonly StatisticsRow[]> = computed(() =>
  sortStatistics(unsorted.value, statisticsSort.value),
);

/** The trace, merged by paths of names. */
export const flame: ReadonlySignal<FlameNode> = computed(() => toFlame(tree.value, traceNow.value));
