import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Sort, SortKey, TraceRow as Trace } from '../../contract/index.ts';
import { formatZone } from '../../model/time.ts';
import { bindKeys } from '../../state/keys.ts';
import { serverNow } from '../../state/live.ts';
import { navigate, setQuery } from '../../state/route.ts';
import { copy } from '../../state/toasts.ts';
import { isHeld, loadMore, sort, traces } from '../../state/traces.ts';
import { type RowScroller, VirtualRows } from '../../ui/virtual-rows.tsx';
import { ROW_HEIGHT, TraceRow } from './trace-row.tsx';

const COLUMNS: readonly (readonly [key: SortKey, label: string, isNumber?: boolean])[] = [
  ['start', 'Time'],
  ['root', 'Root'],
  ['url', 'Request'],
  ['status', 'Status'],
  ['responseTime', 'Response'],
  ['duration', 'Duration', true],
  ['services', 'Services'],
  ['user', 'User'],
];

// Scroll and selection of the list, restored when the user returns to it.
let place: { readonly selected: string | undefined; readonly top: number } = { selected: undefined, top: 0 };

/** The rows of the list: sorted by any column, moved in by keys, opened by a click anywhere. */
export function TraceTable({
  rows,
  columns,
  compared,
  onCompare,
}: {
  rows: readonly Trace[];
  columns: readonly string[];
  compared: readonly string[];
  onCompare: (id: string) => void;
}): JSX.Element {
  const scroller = useRef<RowScroller>(null);
  const [selected, select] = useState(place.selected);
  const setSelected = (id: string | undefined): void => {
    place = { ...place, selected: id };
    select(id);
  };
  const longest = usualMost(rows);
  const template = `22px 108px minmax(90px, 1fr) minmax(120px, 1.8fr) 108px minmax(150px, 1.2fr) 76px minmax(90px, 1.1fr) minmax(50px, 0.6fr)${' minmax(70px, 0.8fr)'.repeat(columns.length)} 30px`;

  const focusRow = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    setSelected(row.id);
    scroller.current?.reveal(rows.indexOf(row));
    // Immediately if the row is in the page: the next key may be Enter, which presses the focused element.
    const focus = (): boolean => {
      const link = document.getElementById(`trace-${row.id}`);
      link?.focus({ preventScroll: true });
      return link !== null;
    };
    if (!focus()) requestAnimationFrame(focus);
  };
  useLayoutEffect(() => {
    // Keys may arrive faster than the page is drawn: read the current row when a key arrives.
    const at = (): number => rows.findIndex(({ id }) => id === place.selected);
    const down = (): void => focusRow(at() + 1);
    const up = (): void => focusRow(at() === -1 ? 0 : at() - 1);
    return bindKeys({
      j: down,
      k: up,
      ArrowDown: down,
      ArrowUp: up,
      Enter: () => {
        const row = rows[Math.max(0, at())];
        if (row) openTrace(row.id);
      },
      x: () => {
        if (place.selected !== undefined) onCompare(place.selected);
      },
      c: () => {
        if (place.selected !== undefined) void copy(place.selected, 'the trace id');
      },
    });
  }, [rows, compared]);
  // After a filter was run, Enter opens the first row.
  useLayoutEffect(() => {
    const forget = (): void => setSelected(undefined);
    document.addEventListener('filter-run', forget);
    return () => document.removeEventListener('filter-run', forget);
  }, []);
  // Restores the scroll after a trace was looked at.
  useLayoutEffect(() => {
    const element = scroller.current?.element;
    if (element) element.scrollTop = place.top;
    return () => {
      isHeld.value = false;
    };
  }, []);
  const hold = (): void => {
    const element = scroller.current?.element;
    // The focused row of a list that was left is blurred, too.
    if (!element) return;
    place = { ...place, top: element.scrollTop };
    isHeld.value = element.scrollTop > 0 || element.matches(':hover') || element.contains(document.activeElement);
  };
  return (
    <VirtualRows
      class="traces"
      role="grid"
      aria-label="Traces"
      aria-rowcount={rows.length + 1}
      aria-busy={traces.isLoading.value}
      data-revision={traces.revision.value}
      count={rows.length}
      rowHeight={ROW_HEIGHT}
      headHeight={32}
      scroller={scroller}
      keyOf={(index) => rows[index]?.id ?? String(index)}
      onRange={(last) => {
        if (last >= rows.length - 30) void loadMore();
      }}
      onScroll={hold}
      onPointerEnter={hold}
      onPointerLeave={hold}
      onFocusCapture={hold}
      onBlurCapture={() => setTimeout(hold)}
      head={<Head columns={columns} template={template} />}
      render={(index, top) => {
        const row = rows[index] as Trace;
        return (
          <TraceRow
            row={row}
            index={index}
            top={top}
            template={template}
            columns={columns}
            longest={longest}
            isSelected={row.id === selected}
            isCompared={compared.includes(row.id)}
            onCompare={onCompare}
          />
        );
      }}
    />
  );
}

/** A time that nearly all are shorter than, so that one that lasted for minutes does not make all other bars vanish. */
function usualMost(rows: readonly Trace[]): number {
  const times = rows.flatMap(({ responseTime }) => responseTime ?? []).sort((a, b) => a - b);
  const usual = times[Math.floor(times.length * 0.95)] ?? 1;
  return Math.max(1, Math.min(times.at(-1) ?? 1, usual * 1.5));
}

function openTrace(id: string): void {
  navigate({ page: 'trace', ids: [id], query: {} });
}

function Head({ columns, template }: { columns: readonly string[]; template: string }): JSX.Element {
  const now = sort.value;
  const all = [...COLUMNS, ...columns.map((key) => [`annotation.${key}` as SortKey, key] as const)];
  return (
    <div role="rowgroup" class="row-head-group">
      <div role="row" class="row-head" style={{ gridTemplateColumns: template }}>
        <span role="columnheader">
          <span class="sr-only">Compare</span>
        </span>
        {all.map(([key, label, isNumber]) => {
          const direction = now === key ? 'ascending' : now === `-${key}` ? 'descending' : 'none';
          // Times and durations are sorted downwards first.
          const next: Sort = now === `-${key}` ? key : `-${key}`;
          return (
            <span key={key} role="columnheader" aria-sort={direction} class={isNumber ? 'num' : ''}>
              <button type="button" onClick={() => setQuery({ sort: next === '-start' ? undefined : next })}>
                <span class="sr-only">Sort by </span>
                {label}
                <span aria-hidden="true">{direction === 'none' ? '' : direction === 'descending' ? ' ↓' : ' ↑'}</span>
              </button>
              {key === 'start' && <span class="zone"> {formatZone(serverNow())}</span>}
            </span>
          );
        })}
        <span role="columnheader">
          <span class="sr-only">More</span>
        </span>
      </div>
    </div>
  );
}
