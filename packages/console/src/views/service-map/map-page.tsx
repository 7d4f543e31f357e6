import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { focusMap, MOST_NODES_AT_ONCE, offeredNodes, worstNode } from '../../model/map-focus.ts';
import { formatCount } from '../../model/units.ts';
import { graph } from '../../state/graph.ts';
import { bindKeys } from '../../state/keys.ts';
import { boot } from '../../state/live.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { Mark } from '../../ui/mark.tsx';
import { EmptyStore } from '../empty/empty-store.tsx';
import { ProblemNote } from '../empty/problem-note.tsx';
import { HideChips } from '../hide-chips.tsx';
import { GraphTable } from './graph-table.tsx';
import { MapPanel } from './map-panel.tsx';
import { MapView } from './map-view.tsx';

const HOPS: readonly (readonly [string, number])[] = [
  ['1', 1],
  ['2', 2],
  ['3', 3],
  ['∞', Number.POSITIVE_INFINITY],
];

/** The map of all traces in scope, or a table of the same. */
export function MapPage(): JSX.Element {
  const answer = graph.data.value;
  const problem = graph.problem.value;
  const [folds, setFolds] = useState(true);
  const isTable = queryOf('view') === 'table';
  const isLarge = (answer?.nodes.length ?? 0) > MOST_NODES_AT_ONCE;
  const asked = queryOf('focus');
  const focus = answer && asked !== undefined && answer.nodes.some(({ id }) => id === asked) ? asked : undefined;
  const centre = focus ?? (answer && isLarge && queryOf('hops') !== '∞' ? worstNode(answer) : undefined);
  const hops = HOPS.find(([word]) => word === queryOf('hops'))?.[1] ?? (isLarge ? 2 : 1);
  const selectedId = queryOf('select');
  useLayoutEffect(() => bindKeys({ Escape: () => closePanel(selectedId) }), [selectedId]);
  const offered = useMemo(() => (answer ? offeredNodes(answer, centre) : []), [answer, centre]);
  const shownNodes = answer && focusMap(answer, centre, hops, folds).nodes.length;
  return (
    <>
      <h1 class="sr-only">Service map</h1>
      <div class="toolbar">
        <label>
          <span class="muted">Around </span>
          <select
            class="select focus-select"
            value={centre ?? ''}
            onChange={(event) =>
              setQuery({
                focus: event.currentTarget.value || undefined,
                ...(event.currentTarget.value === '' && isLarge && { hops: '∞' }),
              })
            }
          >
            <option value="">everything</option>
            {offered.map(({ id, name, type }) => (
              <option key={id} value={id}>
                {name} {type === undefined ? '' : `(${type})`}
              </option>
            ))}
            {answer && offered.length < answer.nodes.length && (
              <option disabled>
                {formatCount(answer.nodes.length - offered.length)} with fewer calls: in the table
              </option>
            )}
          </select>
        </label>
        {centre !== undefined && (
          <fieldset class="segmented">
            <legend class="sr-only">Hops</legend>
            {HOPS.map(([word, value]) => (
              <button
                key={word}
                type="button"
                class="button"
                aria-pressed={value === hops}
                aria-label={value === Number.POSITIVE_INFINITY ? 'all hops' : `${word} ${value === 1 ? 'hop' : 'hops'}`}
                onClick={() => setQuery({ focus: centre, hops: word })}
              >
                {word}
              </button>
            ))}
          </fieldset>
        )}
        <button type="button" class="button" aria-pressed={folds} onClick={() => setFolds(!folds)}>
          Fold leaves
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={isTable}
          onClick={() => setQuery({ view: isTable ? undefined : 'table' })}
        >
          Table
        </button>
        <HideChips />
        <span class="spring" />
        {answer && (
          <span class="muted">
            {shownNodes !== answer.nodes.length && `${formatCount(shownNodes ?? 0)} of `}
            {formatCount(answer.nodes.length)} nodes, {formatCount(answer.traces)}{' '}
            {answer.traces === 1 ? 'trace' : 'traces'}
          </span>
        )}
      </div>
      {problem && <ProblemNote problem={problem} />}
      {!answer ? (
        <p class="empty muted">{problem ? '' : 'Loading…'}</p>
      ) : answer.nodes.length === 0 ? (
        <NoNodes />
      ) : isTable ? (
        <GraphTable graph={answer} />
      ) : (
        <div class="map-page">
          <MapView
            graph={answer}
            focus={centre}
            hops={hops}
            folds={folds}
            selectedId={selectedId}
            onSelectNode={(id) => setQuery({ select: id === selectedId ? undefined : id }, { replace: true })}
            onSelectEdge={(id) => setQuery({ select: id === selectedId ? undefined : id }, { replace: true })}
            onFocus={(id) => setQuery({ focus: id, hops: '1' })}
          />
          {selectedId !== undefined && (
            <MapPanel graph={answer} focus={centre} hops={hops} folds={folds} selectedId={selectedId} />
          )}
        </div>
      )}
      {answer && answer.nodes.length > 0 && !isTable && <Legend />}
    </>
  );
}

/** Returns the focus to the node. */
function closePanel(selectedId: string | undefined): void {
  if (selectedId === undefined) return;
  setQuery({ select: undefined }, { replace: true });
  document.getElementById(`node-${selectedId}`)?.focus({ preventScroll: true });
}

function NoNodes(): JSX.Element {
  const isFiltered = ['filter', 'hide', 'group'].some((key) => queryOf(key) !== undefined);
  if (!isFiltered && boot.value) return <EmptyStore />;
  return (
    <div class="empty">
      <h2>No trace matches, so there is no map</h2>
      <p>
        <button
          type="button"
          class="button"
          onClick={() => setQuery({ filter: undefined, hide: undefined, group: undefined })}
        >
          Without any filter
        </button>{' '}
        <button type="button" class="button" onClick={() => setQuery({ timeRange: 'all' })}>
          Look at all time
        </button>
      </p>
    </div>
  );
}

function Legend(): JSX.Element {
  return (
    <div class="map-legend">
      {(['ok', 'error', 'throttle', 'fault'] as const).map((status) => (
        <span key={status} class="status">
          <Mark status={status} /> {status}
        </span>
      ))}
      <span>○ sends nothing of its own</span>
      <span>┄ queue or link</span>
    </div>
  );
}
