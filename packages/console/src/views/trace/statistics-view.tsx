import type { ComponentChildren, JSX } from 'preact';
import type { StatisticsRow, StatisticsSort } from '../../model/statistics.ts';
import { formatCount, formatDuration, formatShare } from '../../model/units.ts';
import { setQuery } from '../../state/route.ts';
import { path, select, selected } from '../../state/trace.ts';
import { isPerService, statistics, statisticsSort } from '../../state/trace-sums.ts';
import { useRowKeys } from '../../ui/row-keys.ts';
import { SortHead } from '../../ui/sort-head.tsx';
import { VirtualRows } from '../../ui/virtual-rows.tsx';

const ROW_HEIGHT = 28;

const COLUMNS: readonly (readonly [column: StatisticsSort, label: string, title: string])[] = [
  ['onPath', 'On the path', 'Time on the critical path, and its share of the response'],
  ['count', 'Count', 'How many there are'],
  ['failed', 'Failed', 'With fault, error or throttle'],
  ['total', 'Total', 'Sum of the durations, those that overlap included'],
  ['self', 'Self', 'Time during which nothing below it ran'],
  ['average', 'Average', 'Average duration'],
  ['p95', 'p95', '95 of 100 were no longer'],
];

/** Counts and times of all entities per service and name; a row selects the longest of them. */
export function StatisticsView(): JSX.Element {
  const all = statistics.value;
  const response = path.value.reduce((sum, { start, end }) => sum + end - start, 0);
  useRowKeys('.statistics .row-button');
  return (
    <>
      <div class="toolbar statistics-bar">
        <span class="segmented" role="group" aria-label="Statistics per">
          <button
            type="button"
            aria-pressed={!isPerService.value}
            onClick={() => setQuery({ per: undefined }, { replace: true })}
          >
            Per name
          </button>
          <button
            type="button"
            aria-pressed={isPerService.value}
            onClick={() => setQuery({ per: 'service' }, { replace: true })}
          >
            Per service
          </button>
        </span>
        <span class="muted" role="status">
          {formatCount(all.length)} {all.length === 1 ? 'row' : 'rows'}
        </span>
      </div>
      <VirtualRows
        class={`statistics${isPerService.value ? ' per-service' : ''}`}
        role="grid"
        aria-label="Statistics"
        aria-rowcount={all.length + 1}
        count={all.length}
        rowHeight={ROW_HEIGHT}
        headHeight={32}
        keyOf={(index) => all[index]?.key ?? String(index)}
        head={<Head />}
        render={(index, top) => (
          <StatisticsLine row={all[index] as StatisticsRow} index={index} top={top} of={response} />
        )}
      />
    </>
  );
}

function Head(): JSX.Element {
  const by = {
    sort: statisticsSort.value,
    onSort: (order: string) => setQuery({ order }, { replace: true }),
  };
  return (
    <div role="rowgroup" class="row-head-group">
      <div role="row" class="row-head statistics-columns">
        <SortHead {...by} column="service" label="Service" title="The service that it ran in" />
        {!isPerService.value && <SortHead {...by} column="name" label="Name" title="Name, operation and resource" />}
        {COLUMNS.map(([column, label, title]) => (
          <SortHead {...by} key={column} column={column} label={label} title={title} isNumber />
        ))}
      </div>
    </div>
  );
}

function StatisticsLine({
  row,
  index,
  top,
  of,
}: {
  row: StatisticsRow;
  index: number;
  top: number;
  of: number;
}): JSX.Element {
  const { service, name, count, failed, total, self, average, p95, onPath, longestId } = row;
  const isCalled = count > 0;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected.value === longestId}
      class="row statistics-columns"
      style={{ top: `${top}px`, height: `${ROW_HEIGHT}px` }}
      onClick={() => select(longestId)}
    >
      <span role="gridcell" class="ellipsis">
        {isPerService.value ? (
          <RowButton id={longestId}>{service || NO_SEGMENT}</RowButton>
        ) : (
          <bdi>{service || NO_SEGMENT}</bdi>
        )}
      </span>
      {!isPerService.value && (
        <span role="gridcell" class="ellipsis">
          <RowButton id={longestId}>{name}</RowButton>
        </span>
      )}
      <span role="gridcell" class="num on-path">
        <span class="share-track" aria-hidden="true">
          <span class="share-bar" style={{ width: `${of === 0 ? 0 : Math.min(100, (onPath / of) * 100)}%` }} />
        </span>
        <span>{onPath === 0 ? '–' : formatDuration(onPath)}</span>
        <span class="muted">{onPath === 0 || of === 0 ? '' : formatShare(onPath / of)}</span>
      </span>
      <Figure>{formatCount(count)}</Figure>
      <Figure>{failed === 0 ? '–' : <span class="status-fault">{formatCount(failed)}</span>}</Figure>
      <Figure>{isCalled ? formatDuration(total) : '–'}</Figure>
      <Figure>{formatDuration(self)}</Figure>
      <Figure>{isCalled ? formatDuration(average) : '–'}</Figure>
      <Figure>{isCalled ? formatDuration(p95) : '–'}</Figure>
    </div>
  );
}

const NO_SEGMENT = 'segment not received';

function Figure({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <span role="gridcell" class="num">
      {children}
    </span>
  );
}

function RowButton({ id, children }: { id: string; children: string }): JSX.Element {
  return (
    <button type="button" class="row-button" title={`${children}: select the longest`} onClick={() => select(id)}>
      <bdi class="ellipsis">{children}</bdi>
    </button>
  );
}
