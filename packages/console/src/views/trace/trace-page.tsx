import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { stepAlong } from '../../model/critical-path.ts';
import { stepTo } from '../../model/find.ts';
import { slowest } from '../../model/origin.ts';
import { stepRow } from '../../model/rows.ts';
import { bindKeys } from '../../state/keys.ts';
import { listRoute, navigate, queryOf, route, setQuery } from '../../state/route.ts';
import { copy } from '../../state/toasts.ts';
import { failures, path, rows, select, selected, setFolded, shown, trace, traceId, tree } from '../../state/trace.ts';
import { rowHolder, steps, type TraceView, traceView } from '../../state/trace-sums.ts';
import { Split } from '../../ui/split.tsx';
import { UnknownTrace } from '../empty/unknown-trace.tsx';
import { FlameView } from './flame-view.tsx';
import { Minimap } from './minimap.tsx';
import { Pane } from './pane.tsx';
import { SkewNote } from './skew-note.tsx';
import { StatisticsView } from './statistics-view.tsx';
import { Timeline } from './timeline.tsx';
import { TraceHeader } from './trace-header.tsx';
import { TraceMap } from './trace-map.tsx';
import { TraceToolbar } from './trace-toolbar.tsx';
import { showNextView } from './view-switch.tsx';

const VIEW_LABELS: Readonly<Record<TraceView, string>> = {
  timeline: 'Timeline',
  flame: 'Flame view',
  statistics: 'Statistics',
};

/** One trace: its timeline, and beside it what is known of the selected entity. */
export function TracePage(): JSX.Element {
  useLayoutEffect(() => bindKeys(KEYS), []);
  const answer = shown.value;
  const problem = trace.problem.value;
  if (!answer) {
    if (problem) return <UnknownTrace id={traceId.value ?? ''} problem={problem} />;
    return <p class="empty muted">Loading…</p>;
  }
  return (
    <>
      <TraceHeader answer={answer} />
      <SkewNote />
      <TraceToolbar />
      {queryOf('map') === 'yes' && <TraceMap />}
      <Split>
        <section class="trace-left" aria-label={VIEW_LABELS[traceView.value]}>
          {traceView.value === 'flame' ? (
            <FlameView />
          ) : traceView.value === 'statistics' ? (
            <StatisticsView />
          ) : (
            <>
              <Minimap />
              <Timeline />
            </>
          )}
        </section>
        <Pane />
      </Split>
    </>
  );
}

function moveRow(step: 1 | -1): void {
  const next = stepRow(rows.peek().rows, selected.peek(), step);
  if (next !== undefined) setQuery({ select: next }, { replace: true });
}

function fold(isFolded: boolean): void {
  const id = selected.peek();
  const found = id === undefined ? undefined : tree.peek().byId.get(id);
  if (!found) return;
  const row = rows.peek().rows.find((each) => each.kind === 'entity' && each.id === found.id);
  const canFold = row?.kind === 'entity' && row.hasChildren && !row.isFolded;
  if (!isFolded || canFold) setFolded(found.id, isFolded);
  // A row with nothing to fold selects its parent, as in every tree.
  else if (found.parent !== undefined) select(found.parent);
}

function step(ids: readonly string[], direction: 1 | -1, tab?: string): void {
  select(stepTo(ids, selected.peek(), direction), tab === undefined ? {} : { tab });
}

/** Selects the next part of the critical path in order of time; from beside the path, its slowest part. */
function pathStep(direction: 1 | -1): void {
  const here = selected.peek();
  const start = slowest(tree.peek(), path.peek());
  const next = stepAlong(steps.peek(), here && rowHolder(here), direction, start && rowHolder(start));
  // Folds stay closed: a fold is one step.
  if (next !== undefined) setQuery({ select: next }, { replace: true });
}

const KEYS = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  ArrowDown: () => moveRow(1),
  ArrowUp: () => moveRow(-1),
  h: () => fold(true),
  l: () => fold(false),
  ArrowLeft: () => fold(true),
  ArrowRight: () => fold(false),
  e: () => step(failures.peek(), 1, 'exceptions'),
  E: () => step(failures.peek(), -1, 'exceptions'),
  ']': () => pathStep(1),
  '[': () => pathStep(-1),
  d: () => document.querySelector<HTMLElement>('.pane [role="tab"][aria-selected="true"]')?.focus(),
  f: () => document.getElementById('find-in-trace')?.focus(),
  m: () => setQuery({ map: queryOf('map') === 'yes' ? undefined : 'yes' }, { replace: true }),
  v: showNextView,
  c: () => void copy(selected.peek() ?? traceId.peek() ?? '', 'the id'),
  Escape: () => {
    const now = route.peek();
    if (now) navigate(listRoute(now));
  },
};
