import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { TraceAnswer, TraceEntity } from '../../contract/index.ts';
import { type ComparedRow, compareTraces } from '../../model/compare.ts';
import { formatRoute } from '../../model/route.ts';
import { ownStatus } from '../../model/rows.ts';
import { formatClock } from '../../model/time.ts';
import { endOf, toTree } from '../../model/tree.ts';
import { formatDuration } from '../../model/units.ts';
import { Mark } from '../../ui/mark.tsx';
import { VirtualRows } from '../../ui/virtual-rows.tsx';

const ROW_HEIGHT = 26;

/** Both trees over each other: what got slower, what got faster, what only one of them has. */
export function CompareTraces({ a, b }: { a: TraceAnswer; b: TraceAnswer }): JSX.Element {
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const all = useMemo(() => compareTraces(toTree(a.entities), toTree(b.entities), a.now, b.now), [a, b]);
  const rows = onlyDifferent ? all.filter(isDifferent) : all;
  const longest = all.reduce((most, row) => Math.max(most, lengthOf(row.a, a.now), lengthOf(row.b, b.now)), 1);
  const sum = (count: (row: ComparedRow) => boolean): number => all.filter(count).length;
  return (
    <>
      <div class="toolbar">
        <span role="status">
          {sum((row) => isSlower(row))} slower, {sum((row) => isFaster(row))} faster,{' '}
          {sum((row) => row.a !== undefined && row.b === undefined)} only in A,{' '}
          {sum((row) => row.b !== undefined && row.a === undefined)} only in B
        </span>
        <span class="spring" />
        <button
          type="button"
          class="button"
          aria-pressed={onlyDifferent}
          onClick={() => setOnlyDifferent(!onlyDifferent)}
        >
          Only what differs
        </button>
      </div>
      <VirtualRows
        class="compare"
        role="treegrid"
        aria-label="Both traces"
        aria-rowcount={rows.length + 1}
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        headHeight={32}
        keyOf={(index) => rows[index]?.path ?? String(index)}
        head={
          <div role="rowgroup" class="row-head-group">
            <div role="row" class="row-head compare-columns">
              <span role="columnheader">Name</span>
              <span role="columnheader">
                <a href={formatRoute({ page: 'trace', ids: [a.id], query: {} })}>A · {formatClock(a.summary.start)}</a>
              </span>
              <span role="columnheader">
                <a href={formatRoute({ page: 'trace', ids: [b.id], query: {} })}>B · {formatClock(b.summary.start)}</a>
              </span>
              <span role="columnheader" class="num">
                B − A
              </span>
            </div>
          </div>
        }
        render={(index, top) => {
          const row = rows[index] as ComparedRow;
          return (
            <div
              role="row"
              aria-level={row.depth + 1}
              aria-rowindex={index + 2}
              class="row compare-columns"
              style={{ top: `${top}px`, height: `${ROW_HEIGHT}px` }}
            >
              <bdi role="gridcell" class="ellipsis" style={{ paddingLeft: `${Math.min(row.depth, 16) * 14}px` }}>
                {row.name}
              </bdi>
              <Side traceId={a.id} entity={row.a} now={a.now} longest={longest} />
              <Side traceId={b.id} entity={row.b} now={b.now} longest={longest} />
              <Difference row={row} />
            </div>
          );
        }}
      />
    </>
  );
}

function Side({
  traceId,
  entity,
  now,
  longest,
}: {
  traceId: string;
  entity: TraceEntity | undefined;
  now: number;
  longest: number;
}): JSX.Element {
  if (!entity) return <span role="gridcell" class="muted" />;
  const status = ownStatus(entity);
  const length = lengthOf(entity, now);
  return (
    <span role="gridcell" class="compare-side">
      <span class="response-track" aria-hidden="true">
        <span
          class={`response-bar bar-shape fill-${status}`}
          style={{ width: `${Math.max(1, (length / longest) * 100)}%` }}
        />
      </span>
      <a class="num quiet-link" href={formatRoute({ page: 'trace', ids: [traceId], query: { select: entity.id } })}>
        {formatDuration(length)}
      </a>
      {status !== 'ok' && (
        <span class={`status status-${status}`}>
          <Mark status={status} size={10} />
          {entity.status ?? status}
        </span>
      )}
    </span>
  );
}

function Difference({ row }: { row: ComparedRow }): JSX.Element {
  const { a, b, difference } = row;
  if (difference === undefined)
    return (
      <span role="gridcell" class="num">
        <span class="tag">{a ? 'only in A' : b ? 'only in B' : ''}</span>
      </span>
    );
  const word = isSlower(row) ? 'slower' : isFaster(row) ? 'faster' : '';
  const colour = word === 'slower' ? 'status-fault' : word === 'faster' ? 'status-ok' : 'muted';
  return (
    <span role="gridcell" class={`num ${colour}`}>
      {difference === 0 ? 'same' : `${difference > 0 ? '+' : '−'}${formatDuration(Math.abs(difference))} ${word}`}
    </span>
  );
}

// A tenth, and more than clocks differ by.
function isFarApart({ a, b, difference = 0 }: ComparedRow): boolean {
  if (!a || !b) return false;
  const shorter = Math.min((a.end ?? a.start) - a.start, (b.end ?? b.start) - b.start);
  return Math.abs(difference) > Math.max(1_000, shorter / 10);
}

function isSlower(row: ComparedRow): boolean {
  return isFarApart(row) && (row.difference ?? 0) > 0;
}

function isFaster(row: ComparedRow): boolean {
  return isFarApart(row) && (row.difference ?? 0) < 0;
}

function isDifferent(row: ComparedRow): boolean {
  const { a, b } = row;
  return !a || !b || isFarApart(row) || ownStatus(a) !== ownStatus(b);
}

function lengthOf(entity: TraceEntity | undefined, now: number): number {
  return entity ? endOf(entity, now) - entity.start : 0;
}
