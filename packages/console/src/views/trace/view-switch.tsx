import type { JSX } from 'preact';
import { setQuery } from '../../state/route.ts';
import { TRACE_VIEWS, type TraceView, traceView } from '../../state/trace-sums.ts';

const WORDS: Readonly<Record<TraceView, string>> = { timeline: 'Timeline', flame: 'Flame', statistics: 'Statistics' };

/** Chooses between timeline, flame view and statistics. */
export function ViewSwitch(): JSX.Element {
  return (
    <span class="segmented" role="group" aria-label="View">
      {TRACE_VIEWS.map((view) => (
        <button key={view} type="button" aria-pressed={view === traceView.value} onClick={() => showView(view)}>
          {WORDS[view]}
        </button>
      ))}
    </span>
  );
}

/** Shows the next view, as `v` does. */
export function showNextView(): void {
  const at = TRACE_VIEWS.indexOf(traceView.peek());
  showView(TRACE_VIEWS[(at + 1) % TRACE_VIEWS.length] as TraceView);
}

function showView(view: TraceView): void {
  setQuery({ view: view === 'timeline' ? undefined : view });
}
