import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { formatRoute } from '../../model/route.ts';
import { formatCount } from '../../model/units.ts';
import { differenceKind, groupKey } from '../../state/analysis.ts';
import { focusLater } from '../../state/focus.ts';
import { bindKeys } from '../../state/keys.ts';
import { boot, isPaused } from '../../state/live.ts';
import { prefer, preferences } from '../../state/preferences.ts';
import { setQuery } from '../../state/route.ts';
import { columns, fresh, showFresh, traces } from '../../state/traces.ts';
import { Announced } from '../../ui/announced.tsx';
import { EmptyStore } from '../empty/empty-store.tsx';
import { NoMatch } from '../empty/no-match.tsx';
import { ProblemNote } from '../empty/problem-note.tsx';
import { HideChips } from '../hide-chips.tsx';
import { ColumnsMenu } from './columns-menu.tsx';
import { Differences } from './differences.tsx';
import { GroupByMenu } from './group-by-menu.tsx';
import { GroupTable } from './group-table.tsx';
import { Histograms } from './histograms.tsx';
import { Refiners } from './refiners.tsx';
import { TraceTable } from './trace-table.tsx';

/** The list of traces, with histograms above and values to refine by beside it. */
export function TracesPage(): JSX.Element {
  const [isRefining, setRefining] = useState(false);
  const [compared, setCompared] = useState<readonly string[]>([]);
  const isComparing = differenceKind.value !== undefined;
  useLayoutEffect(() => bindKeys({ r: () => setRefining((open) => !open), d: toggleDifferences }), []);
  const closeRefiners = (): void => {
    setRefining(false);
    focusLater('toggle-refiners');
  };
  const answer = traces.data.value;
  const problem = traces.problem.value;
  const showsHistograms = preferences.value.showsHistograms;
  const isStoreEmpty = answer !== undefined && answer.total === 0 && answer.scanned === 0 && boot.value !== undefined;
  const [a, b] = compared;
  return (
    <>
      <h1 class="sr-only">Traces</h1>
      {showsHistograms && !isStoreEmpty && <Histograms />}
      <div class="toolbar">
        {answer && (
          <span>
            <Announced text={`${answer.total} traces`} />
            <strong>
              {formatCount(answer.total)}
              {answer.more ? '+' : ''} {answer.total === 1 ? 'trace' : 'traces'}
            </strong>{' '}
            <span class="muted">of {formatCount(answer.scanned)} in this time</span>
          </span>
        )}
        {fresh.value.size > 0 && (
          <button type="button" class="button" onClick={letIn}>
            {formatCount(fresh.value.size)} new
          </button>
        )}
        <HideChips hidden={answer?.hidden} />
        <span class="spring" />
        <button
          id="toggle-differences"
          type="button"
          class="button"
          aria-pressed={isComparing}
          onClick={toggleDifferences}
        >
          What is different?
        </button>
        <GroupByMenu />
        <button
          id="toggle-refiners"
          type="button"
          class="button"
          aria-pressed={isRefining}
          onClick={() => setRefining(!isRefining)}
        >
          Refine
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={showsHistograms}
          onClick={() => prefer({ showsHistograms: !showsHistograms })}
        >
          Histograms
        </button>
        <ColumnsMenu />
        {a !== undefined && b !== undefined ? (
          <a class="button primary" href={formatRoute({ page: 'compare', ids: [a, b], query: {} })}>
            Compare
          </a>
        ) : (
          <button type="button" class="button" disabled title="Choose two traces by their boxes, or with x">
            Compare
          </button>
        )}
      </div>
      {problem && <ProblemNote problem={problem} />}
      <div class="with-drawer">
        {isStoreEmpty ? (
          <EmptyStore />
        ) : answer && answer.total === 0 && !problem ? (
          <NoMatch answer={answer} />
        ) : groupKey.value !== undefined ? (
          <GroupTable />
        ) : (
          <TraceTable
            rows={answer?.rows ?? []}
            columns={columns.value}
            compared={compared}
            onCompare={(id) =>
              setCompared(compared.includes(id) ? compared.filter((each) => each !== id) : [...compared.slice(-1), id])
            }
          />
        )}
        {isComparing && <Differences onClose={closeDifferences} />}
        {isRefining && <Refiners onClose={closeRefiners} />}
      </div>
    </>
  );
}

function toggleDifferences(): void {
  if (differenceKind.peek()) closeDifferences();
  else setQuery({ differ: 'default' }, { replace: true });
}

function closeDifferences(): void {
  setQuery({ differ: undefined, against: undefined }, { replace: true });
  focusLater('toggle-differences');
}

function letIn(): void {
  isPaused.value = false;
  showFresh();
}
