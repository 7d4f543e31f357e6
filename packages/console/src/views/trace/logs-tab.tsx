import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LogEntry } from '../../contract/index.ts';
import { countLogs, LOG_LEVELS, levelStatus, readLogLevel } from '../../model/logs.ts';
import { formatClock } from '../../model/time.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { loadMoreLogs, logs, selectedLog, shownLogs } from '../../state/logs.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { extent, select, selected, tree } from '../../state/trace.ts';
import { Broken } from '../../ui/broken.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import { Mark } from '../../ui/mark.tsx';

/** The log records of all services of the trace, oldest first; a record selects its entity, and those of the selected entity are marked. */
export function LogsTab(): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  const records = shownLogs.value;
  const id = selected.value;
  // The first record of an entity that was selected elsewhere.
  useEffect(() => {
    if (records.find((log) => log.id === selectedLog.peek())?.entity === id) return;
    selectedLog.value = undefined;
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [id, records.length > 0]);
  const total = countLogs(logs.data.value?.counts);
  const problem = logs.problem.value;
  return (
    <div class="stack">
      <div class="logs-bar">
        <select
          class="select"
          aria-label="Lowest level"
          value={readLogLevel(queryOf('logLevel')) ?? ''}
          onChange={(event) => setQuery({ logLevel: event.currentTarget.value || undefined }, { replace: true })}
        >
          <option value="">All levels</option>
          {LOG_LEVELS.map((level) => (
            <option key={level} value={level}>
              {level === 'fatal' ? level : `${level} and above`}
            </option>
          ))}
        </select>
        <input
          class="input"
          type="search"
          placeholder="Find in logs"
          aria-label="Find in logs"
          value={queryOf('logText') ?? ''}
          onInput={(event) => setQuery({ logText: event.currentTarget.value || undefined }, { replace: true })}
        />
        <span class="muted" role="status">
          {formatCount(records.length)} of {formatCount(total)}
        </span>
      </div>
      {problem ? (
        <Broken what="The logs cannot be read" error={problem.message} />
      ) : (
        records.length === 0 && (
          <p class="muted">{total > 0 ? 'No record of this level and text.' : 'No log record names this trace.'}</p>
        )
      )}
      <ol class="logs" ref={list} data-revision={logs.revision.value}>
        {records.map((log) => (
          <Record key={log.id} log={log} isCurrent={log.entity !== undefined && log.entity === id} />
        ))}
      </ol>
      {logs.data.value?.next !== undefined && (
        <button type="button" class="button" onClick={() => void loadMoreLogs()}>
          More
        </button>
      )}
    </div>
  );
}

function Record({ log, isCurrent }: { log: LogEntry; isCurrent: boolean }): JSX.Element {
  const { id, at, level, text, service, source, entity, attributes } = log;
  const status = levelStatus(level);
  const isReceived = entity !== undefined && tree.value.byId.has(entity);
  const isChosen = selectedLog.value === id;
  const choose = (): void => {
    selectedLog.value = id;
    if (isReceived) select(entity);
  };
  return (
    <li class="log" aria-current={isCurrent}>
      <button type="button" class="log-line" aria-expanded={isChosen} title={formatClock(at, 6)} onClick={choose}>
        <span class="tabular muted">{formatDuration(at - extent.value.start)}</span>
        <span class={`log-level ${status ? `status-${status}` : 'muted'}`}>
          {status && <Mark status={status} size={10} />}
          {level ?? '–'}
        </span>
        <bdi class="wrap">{text}</bdi>
      </button>
      {isChosen && (
        <div class="log-details">
          <p class="muted">
            {formatClock(at, 6)} · <bdi>{service ?? source}</bdi>
            {entity !== undefined && !isReceived && (
              <>
                {' '}
                · its segment <span class="mono">{entity}</span> was not received
              </>
            )}
          </p>
          {attributes && <JsonTree value={attributes} />}
        </div>
      )}
    </li>
  );
}
