import type { ComponentChildren, JSX } from 'preact';
import type { GroupKey, TraceGroup, Value } from '../../contract/index.ts';
import { type Attribute, attributeLabel, attributeTerm, valueLabel, withTerm } from '../../model/filter-terms.ts';
import { sortRows } from '../../model/sort-rows.ts';
import { formatCount, formatDuration, formatShare } from '../../model/units.ts';
import { groupKey, traceGroups } from '../../state/analysis.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { useRowKeys } from '../../ui/row-keys.ts';
import { SortHead } from '../../ui/sort-head.tsx';
import { VirtualRows } from '../../ui/virtual-rows.tsx';
import { ProblemNote } from '../empty/problem-note.tsx';

const ROW_HEIGHT = 28;

const COLUMNS: readonly (readonly [column: string, label: string])[] = [
  ['traces', 'Traces'],
  ['failing', 'Failing'],
  ['average', 'Average'],
  ['p50', 'p50'],
  ['p95', 'p95'],
  ['max', 'Longest'],
];

/** The traces of the list, counted per value of an attribute; a row filters by its value. */
export function GroupTable(): JSX.Element | null {
  useRowKeys('.groups .row-button');
  const by = groupKey.value;
  const answer = traceGroups.data.value;
  const problem = traceGroups.problem.value;
  if (problem) return <ProblemNote problem={problem} />;
  if (by === undefined || !answer) return null;
  const attribute = toAttribute(by);
  const sort = queryOf('groupSort') ?? '-traces';
  const rows = sortRows(answer.groups, sort, valueIn);
  const onSort = (next: string): void => setQuery({ groupSort: next }, { replace: true });
  return (
    <VirtualRows
      class="groups"
      role="grid"
      aria-label={`Traces by ${attributeLabel(attribute)}`}
      aria-rowcount={rows.length + 1}
      data-revision={traceGroups.revision.value}
      count={rows.length}
      rowHeight={ROW_HEIGHT}
      headHeight={32}
      keyOf={(index) => keyOf(rows[index]?.value)}
      head={
        <div role="rowgroup" class="row-head-group">
          <div role="row" class="row-head group-columns">
            <SortHead column="value" label={attributeLabel(attribute)} sort={sort} onSort={onSort} />
            {COLUMNS.map(([column, label]) => (
              <SortHead key={column} column={column} label={label} isNumber sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
      }
      render={(index, top) => (
        <Line group={rows[index] as TraceGroup} attribute={attribute} index={index} top={top} of={answer.total} />
      )}
    />
  );
}

/** Reads the attribute that an address groups by. */
export function toAttribute(by: GroupKey): Attribute {
  return by.startsWith('annotation.')
    ? { kind: 'annotation', key: by.slice('annotation.'.length) }
    : { kind: by as Exclude<GroupKey, `annotation.${string}`> };
}

function Line({
  group,
  attribute,
  index,
  top,
  of,
}: {
  group: TraceGroup;
  attribute: Attribute;
  index: number;
  top: number;
  of: number;
}): JSX.Element {
  const { value, traces, average, p50, p95, max } = group;
  const failing = failingOf(group);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      class="row group-columns"
      style={{ top: `${top}px`, height: `${ROW_HEIGHT}px` }}
      onClick={() => value !== undefined && openGroup(attribute, value)}
    >
      <span role="gridcell" class="ellipsis">
        {value === undefined ? (
          <span class="muted">without a value</span>
        ) : (
          <button type="button" class="row-button">
            <bdi class={`ellipsis ${attribute.kind === 'annotation' ? 'mono' : ''}`}>
              {valueLabel(attribute, value)}
            </bdi>
          </button>
        )}
      </span>
      <span role="gridcell" class="num on-path">
        <span class="share-track" aria-hidden="true">
          <span class="share-bar" style={{ width: `${(traces / of) * 100}%` }} />
        </span>
        <span>{formatCount(traces)}</span>
        <span class="muted">{formatShare(traces / of)}</span>
      </span>
      <Cell>
        {failing === 0 ? (
          '–'
        ) : (
          <span class="status-fault">
            {formatCount(failing)} <span class="muted">{formatShare(failing / traces)}</span>
          </span>
        )}
      </Cell>
      <Cell>{formatDuration(average)}</Cell>
      <Cell>{formatDuration(p50)}</Cell>
      <Cell>{formatDuration(p95)}</Cell>
      <Cell>{formatDuration(max)}</Cell>
    </div>
  );
}

function Cell({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <span role="gridcell" class="num">
      {children}
    </span>
  );
}

function openGroup(attribute: Attribute, value: Value): void {
  const filter = withTerm(queryOf('filter') ?? '', attributeTerm(attribute, value));
  setQuery({ filter, by: undefined, groupSort: undefined });
}

function valueIn(group: TraceGroup, column: string): Value | undefined {
  return column === 'failing' ? failingOf(group) : group[column as 'value' | 'traces' | 'average'];
}

function failingOf({ fault, error, throttle }: TraceGroup): number {
  return fault + error + throttle;
}

function keyOf(value: Value | undefined): string {
  return `${typeof value} ${value}`;
}
