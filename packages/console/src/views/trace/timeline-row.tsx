import type { ComponentChildren, JSX } from 'preact';
import type { TraceEntity } from '../../contract/index.ts';
import { drawnParts } from '../../model/drawn-parts.ts';
import { levelStatus } from '../../model/logs.ts';
import { resourceType } from '../../model/resource-type.ts';
import { ownStatus, type Row } from '../../model/rows.ts';
import { selfTime } from '../../model/self-time.ts';
import { endOf } from '../../model/tree.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { visibleText } from '../../model/visible-text.ts';
import { entityLogs, selectedLog } from '../../state/logs.ts';
import {
  gapsOf,
  hitSet,
  openRuns,
  pathOf,
  roles,
  select,
  setFolded,
  showsPath,
  showsSelfTime,
  traceNow,
  tree,
  view,
} from '../../state/trace.ts';
import { ResourceIcon } from '../../ui/icon.tsx';
import { Mark } from '../../ui/mark.tsx';

export const TIMELINE_ROW_HEIGHT = 26;

const INDENT = 14;
const MOST_INDENTS = 16;
const MOST_LOG_MARKS = 50;

/** One row: name on the left, bar on the right. */
export function TimelineRow({
  row,
  index,
  top,
  hues,
  isSelected,
  onSelect,
}: {
  row: Row;
  index: number;
  top: number;
  hues: ReadonlyMap<string, number>;
  isSelected: boolean;
  onSelect: (id: string) => void;
}): JSX.Element {
  const place = { top: `${top}px`, height: `${TIMELINE_ROW_HEIGHT}px` };
  if (row.kind === 'heading')
    return (
      <div role="row" class="row timeline-heading" aria-rowindex={index + 2} style={place}>
        <span role="gridcell">Parent not received: {formatCount(row.count)}</span>
      </div>
    );
  const entity = row.kind === 'run' ? row.first : row.entity;
  const owner = entity.owner === undefined ? undefined : tree.value.byId.get(entity.owner);
  const hue = hues.get(owner?.id ?? '') ?? 0;
  const isHit = row.covers.some((id) => hitSet.value.has(id));
  const isSegment = entity.kind === 'segment';
  const toggle = (event: Event): void => {
    event.stopPropagation();
    if (row.kind === 'run') openRuns.value = new Set([...openRuns.peek(), entity.id]);
    else setFolded(row.id, !row.isFolded);
  };
  const canUnfold = row.kind === 'run' || row.isFolded;
  const hasTwisty = row.kind === 'run' || row.hasChildren;
  return (
    <div
      role="row"
      id={`row-${entity.id}`}
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-selected={isSelected}
      {...(hasTwisty && { 'aria-expanded': !canUnfold })}
      tabIndex={isSelected ? 0 : -1}
      class={`row timeline-row${isSegment ? ' is-segment' : ''}${isHit ? ' is-hit' : ''}`}
      style={place}
      onClick={() => onSelect(entity.id)}
    >
      <span role="gridcell" class="timeline-name">
        <span class={`stripe hue-${hue}`} />
        <span class="timeline-indent" style={{ width: `${Math.min(row.depth, MOST_INDENTS) * INDENT}px` }} />
        {hasTwisty ? (
          <button
            type="button"
            class="twisty"
            tabIndex={-1}
            aria-label={canUnfold ? 'Unfold' : 'Fold'}
            onClick={toggle}
          >
            {canUnfold ? '▸' : '▾'}
          </button>
        ) : (
          <span class="twisty" />
        )}
        <Label row={row} entity={entity} />
      </span>
      <span role="gridcell" class="timeline-bars">
        {row.kind === 'run' ? <RunBars row={row} hue={hue} /> : <EntityBars row={row} hue={hue} />}
      </span>
    </div>
  );
}

function Label({ row, entity }: { row: Row; entity: TraceEntity }): JSX.Element {
  const status = ownStatus(entity);
  const node = entity.node ?? (row.kind === 'entity' ? row.inferred?.node : undefined);
  const inferred = row.kind === 'entity' && row.inferred !== undefined;
  const details = [entity.operation, entity.resource].filter(Boolean).join(' ');
  const logCount = entityLogs.value.get(entity.id)?.length ?? 0;
  return (
    <>
      {(node || entity.kind === 'segment') && (
        <span class="timeline-icon muted">
          <ResourceIcon name={resourceType(node?.type).icon} size={14} />
        </span>
      )}
      <bdi class="ellipsis" title={`${entity.name}${details ? ` · ${details}` : ''}`}>
        {visibleText(entity.name)}
        {details !== '' && <span class="muted"> {details}</span>}
        {row.kind === 'run' && <span class="tag">× {formatCount(row.entities.length)}</span>}
      </bdi>
      {inferred && <span class="tag">inferred</span>}
      {logCount > 0 && <span class="sr-only">{`${logCount} ${logCount === 1 ? 'log record' : 'log records'}`}</span>}
      <span class="spring" />
      {status !== 'ok' && (
        <span class={`status status-${status}`}>
          <Mark status={status} size={10} />
          {entity.status}
          <span class="sr-only"> {status === 'open' ? 'in progress' : status}</span>
        </span>
      )}
    </>
  );
}

function EntityBars({ row, hue }: { row: Row & { kind: 'entity' }; hue: number }): JSX.Element {
  const { entity } = row;
  const now = traceNow.value;
  const end = endOf(entity, now);
  const status = ownStatus(entity);
  const role = roles.value.get(entity.id);
  const kind =
    role === 'origin' ? `bar-origin fill-${status}` : role === 'passed' ? `bar-passed line-${status}` : `hue-${hue}`;
  const length = showsSelfTime.value ? selfTime(tree.value, entity, now) : end - entity.start;
  const text = `${formatDuration(length)}${showsSelfTime.value ? ' self' : ''}${entity.end === undefined ? ' …' : ''}`;
  return (
    <>
      <Bar
        start={entity.start}
        end={end}
        classes={`bar-shape ${kind}${entity.kind === 'segment' ? ' bar-segment' : ''}${row.inferred ? ' bar-inferred' : ''}${entity.end === undefined ? ' stripes' : ''}`}
      />
      {(gapsOf.value.get(entity.id) ?? []).map(({ start, end: gapEnd }) => (
        <GapBar key={start} start={start} end={gapEnd} />
      ))}
      {showsPath.value &&
        drawnParts(pathOf.value.get(entity.id) ?? [], view.value).map((part) => (
          <Bar key={`p${part.start}`} start={part.start} end={part.end} classes="bar-path" />
        ))}
      <LogMarks id={entity.id} />
      <BarText start={entity.start} end={end}>
        {text}
      </BarText>
    </>
  );
}

/** Marks the times of log records; a click shows the record. By keyboard the tab of logs does. */
function LogMarks({ id }: { id: string }): JSX.Element | null {
  const records = entityLogs.value.get(id);
  if (!records) return null;
  const { start, end } = view.value;
  return (
    <>
      {records.slice(0, MOST_LOG_MARKS).map((log) => {
        const at = (log.at - start) / (end - start);
        if (at < 0 || at > 1) return null;
        const status = levelStatus(log.level);
        return (
          <span
            key={log.id}
            role="presentation"
            class={`log-mark ${status ? `fill-${status}` : ''}`}
            style={{ left: `${at * 100}%` }}
            title={`${log.level ?? 'log'}: ${log.text.slice(0, 200)}`}
            onClick={(event) => {
              event.stopPropagation();
              selectedLog.value = log.id;
              select(id, { tab: 'logs' });
            }}
          />
        );
      })}
    </>
  );
}

function RunBars({ row, hue }: { row: Row & { kind: 'run' }; hue: number }): JSX.Element {
  const now = traceNow.value;
  const last = row.entities.reduce((latest, entity) => Math.max(latest, endOf(entity, now)), 0);
  const status = ownStatus(row.first);
  const onPath = row.entities.flatMap(({ id }) => pathOf.value.get(id) ?? []);
  return (
    <>
      <Bar
        start={row.first.start}
        end={last}
        classes={`bar-shape bar-run ${status === 'ok' ? `hue-${hue}` : `fill-${status}`}`}
      />
      {showsPath.value && onPath.length > 0 && (
        <Bar start={onPath[0]?.start ?? 0} end={onPath.at(-1)?.end ?? 0} classes="bar-path" />
      )}
      <BarText start={row.first.start} end={last}>
        {formatDuration(row.totalMicros)} in all, max {formatDuration(row.longestMicros)}
      </BarText>
    </>
  );
}

/** Says in words what it is where it is long enough, else where the mouse rests on it. */
function GapBar({ start, end }: { start: number; end: number }): JSX.Element {
  const text = `${formatDuration(end - start)} without subsegment`;
  return (
    <Bar start={start} end={end} classes="bar-gap" title={text}>
      <span class="gap-text">{text}</span>
    </Bar>
  );
}

function Bar({
  start,
  end,
  classes,
  title,
  children,
}: {
  start: number;
  end: number;
  classes: string;
  title?: string;
  children?: ComponentChildren;
}): JSX.Element | null {
  const window = view.value;
  const length = window.end - window.start;
  const from = (Math.max(start, window.start) - window.start) / length;
  const to = (Math.min(end, window.end) - window.start) / length;
  if (to < 0 || from > 1 || to < from) return null;
  return (
    <span
      class={`bar-at ${classes}`}
      title={title}
      style={{ left: `${from * 100}%`, width: `max(2px, ${(to - from) * 100}%)` }}
    >
      {children}
    </span>
  );
}

/** Behind the bar where there is room, else before it, else in it. */
function BarText({
  start,
  end,
  children,
}: {
  start: number;
  end: number;
  children: ComponentChildren;
}): JSX.Element | null {
  const window = view.value;
  const length = window.end - window.start;
  const from = (start - window.start) / length;
  const to = (end - window.start) / length;
  if (to < 0 || from > 1) return null;
  if (to < 0.87)
    return (
      <span
        class="bar-text"
        style={{ left: `calc(max(${Math.max(0, to) * 100}%, ${Math.max(0, from) * 100}% + 2px) + 7px)` }}
      >
        {children}
      </span>
    );
  if (from > 0.2)
    return (
      <span class="bar-text" style={{ right: `calc(${(1 - from) * 100}% + 9px)` }}>
        {children}
      </span>
    );
  return (
    <span class="bar-text bar-text-inside" style={{ right: `calc(${(1 - Math.min(1, to)) * 100}% + 6px)` }}>
      {children}
    </span>
  );
}
