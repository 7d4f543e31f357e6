import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NodeName, TraceRow as Trace } from '../../contract/index.ts';
import { requestLabel } from '../../model/request-label.ts';
import { formatRoute } from '../../model/route.ts';
import { formatClock, formatDay } from '../../model/time.ts';
import { formatDuration } from '../../model/units.ts';
import { visibleText } from '../../model/visible-text.ts';
import { isPaused, serverNow } from '../../state/live.ts';
import { RootNotReceived, StatusLabel } from '../../ui/mark.tsx';
import { RowMenu } from './row-menu.tsx';

export const ROW_HEIGHT = 28;

/** One trace of the list; a click anywhere in it opens it. */
export function TraceRow({
  row,
  index,
  top,
  template,
  columns,
  longest,
  isSelected,
  isCompared,
  onCompare,
}: {
  row: Trace;
  index: number;
  top: number;
  template: string;
  columns: readonly string[];
  longest: number;
  isSelected: boolean;
  isCompared: boolean;
  onCompare: (id: string) => void;
}): JSX.Element {
  const status = row.outcome;
  const label = requestLabel(row);
  const isRootLost = row.root === undefined;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      class="row"
      style={{ top: `${top}px`, height: `${ROW_HEIGHT}px`, gridTemplateColumns: template }}
    >
      <span role="gridcell" class="above">
        <input
          type="checkbox"
          aria-label={`Compare the trace of ${formatClock(row.start)}`}
          checked={isCompared}
          onChange={() => onCompare(row.id)}
        />
      </span>
      <span role="gridcell" class="ellipsis" title={`${formatDay(row.start)} ${formatClock(row.start, 6)}`}>
        <a
          id={`trace-${row.id}`}
          class="row-link tabular"
          href={formatRoute({ page: 'trace', ids: [row.id], query: {} })}
          aria-label={`${formatClock(row.start)} ${row.root?.name ?? ''} ${label.method ?? ''} ${label.text}`}
        >
          {formatClock(row.start)}
        </a>
      </span>
      <bdi role="gridcell" class="ellipsis">
        {row.root ? visibleText(row.root.name) : '—'}
      </bdi>
      <bdi role="gridcell" class="ellipsis" title={row.url}>
        {label.method && <span class="method">{label.method}</span>} {visibleText(label.text)}
      </bdi>
      {isRootLost ? (
        // No segment says when it began or whether it ended: no time of it grows.
        <span role="gridcell" class="ellipsis" aria-colspan={2} style={{ gridColumn: 'span 2' }}>
          <RootNotReceived />
        </span>
      ) : (
        <>
          <span role="gridcell" class="ellipsis">
            <StatusLabel status={status} code={row.status} />
          </span>
          <span role="gridcell" class="response">
            {row.responseTime === undefined ? (
              <OpenResponse start={row.start} longest={longest} />
            ) : (
              <Response micros={row.responseTime} longest={longest} classes={`fill-${status}`} />
            )}
          </span>
        </>
      )}
      <span role="gridcell" class="num">
        {row.duration === undefined ? '…' : formatDuration(row.duration)}
      </span>
      <bdi role="gridcell" class="ellipsis muted" title={row.services.map(({ name }) => name).join(', ')}>
        {describeServices(row.services)}
        {row.flags.includes('throttle') && status !== 'throttle' && <ThrottleTag />}
      </bdi>
      <bdi role="gridcell" class="ellipsis">
        {row.user ?? ''}
      </bdi>
      {columns.map((key) => (
        <bdi key={key} role="gridcell" class="ellipsis">
          {(row.columns[key] ?? []).map(String).join(', ')}
        </bdi>
      ))}
      <span role="gridcell" class="above">
        <RowMenu row={row} />
      </span>
    </div>
  );
}

function Response({
  micros,
  longest,
  classes,
  more = '',
}: {
  micros: number;
  longest: number;
  classes: string;
  more?: string;
}): JSX.Element {
  return (
    <>
      <span class="response-track" aria-hidden="true">
        <span
          class={`response-bar bar-shape ${classes}${micros > longest ? ' is-over' : ''}`}
          style={{ width: `${Math.max(2, Math.min(100, (micros / longest) * 100))}%` }}
        />
      </span>
      <span class="num">
        {formatDuration(micros)}
        {more}
      </span>
    </>
  );
}

/** The time of an open trace, which grows by the server's clock. */
function OpenResponse({ start, longest }: { start: number; longest: number }): JSX.Element {
  const [now, setNow] = useState(serverNow());
  const isStill = isPaused.value;
  useEffect(() => {
    if (isStill) return;
    const timer = setInterval(() => setNow(serverNow()), GROWS_EVERY_MILLIS);
    return () => clearInterval(timer);
  }, [isStill]);
  return <Response micros={Math.max(0, now - start)} longest={longest} classes="fill-open stripes" more=" …" />;
}

const GROWS_EVERY_MILLIS = 500;

function ThrottleTag(): JSX.Element {
  return <span class="tag status-throttle">throttle</span>;
}

function describeServices(services: readonly NodeName[]): string {
  const [first, ...others] = services;
  if (!first) return '';
  return others.length === 0 ? first.name : `${first.name} +${others.length}`;
}
