import type { JSX } from 'preact';
import { addressOf } from '../../api/client.ts';
import type { TraceAnswer } from '../../contract/index.ts';
import { toW3CForm } from '../../model/pasted-id.ts';
import { formatRoute } from '../../model/route.ts';
import { logLink } from '../../model/snippets.ts';
import { formatClock, formatDay, formatZone } from '../../model/time.ts';
import { formatBytes, formatCount, formatDuration } from '../../model/units.ts';
import { visibleText } from '../../model/visible-text.ts';
import { boot, serverNow } from '../../state/live.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { copy } from '../../state/toasts.ts';
import { extent, links, trace } from '../../state/trace.ts';
import { Broken } from '../../ui/broken.tsx';
import { useFindByName } from '../../ui/find-by-name.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RootNotReceived, StatusLabel } from '../../ui/mark.tsx';
import { Menu } from '../../ui/menu.tsx';
import { forward } from './forward.ts';

/** The whole trace: request, status, times, and actions. */
export function TraceHeader({ answer }: { answer: TraceAnswer }): JSX.Element {
  const { summary } = answer;
  const throttled = answer.entities.filter(
    ({ flags, kind }) => kind !== 'inferred' && flags.includes('throttle'),
  ).length;
  const noteCount = summary.notes;
  const inferred = answer.entities.filter(({ kind }) => kind === 'inferred').length;
  const received = answer.entities.length - inferred;
  return (
    <header class="trace-header" data-revision={trace.revision.value}>
      <div class="trace-title">
        <h1 class="ellipsis">
          <bdi>
            {visibleText(
              [summary.method, pathAndHost(summary.url) ?? summary.root?.name ?? answer.entities[0]?.name ?? 'Trace']
                .filter(Boolean)
                .join(' '),
            )}
          </bdi>
        </h1>
        {answer.root === undefined ? (
          <RootNotReceived />
        ) : (
          <StatusLabel status={summary.outcome} code={summary.status} />
        )}
        {throttled > 0 && (
          <span class="tag status-throttle">
            {throttled} {throttled === 1 ? 'throttle' : 'throttles'}
          </span>
        )}
        {summary.flags.includes('partial') && <span class="tag status-open">partial</span>}
        <span class="spring" />
        <Links />
        <a class="button" href={formatRoute({ page: 'compare', ids: [answer.id, '_'], query: {} })}>
          Compare
        </a>
        <Actions answer={answer} />
      </div>
      <div class="trace-facts">
        <button
          type="button"
          class="link mono"
          title="Copy the id"
          onClick={() => void copy(answer.id, 'the trace id')}
        >
          {answer.id}
        </button>
        <button type="button" class="link" onClick={() => void copy(toW3CForm(answer.id), 'the id in W3C form')}>
          W3C form
        </button>
        <span>
          {formatDay(summary.start, serverNow())} {formatClock(summary.start)}{' '}
          <span class="muted">{formatZone(summary.start)}</span>
        </span>
        <span>
          <span class="muted">response</span>{' '}
          {answer.root === undefined ? (
            '—'
          ) : summary.responseTime === undefined ? (
            'open'
          ) : (
            <strong>{formatDuration(summary.responseTime)}</strong>
          )}
        </span>
        <span>
          <span class="muted">duration</span> {summary.duration === undefined ? '…' : formatDuration(summary.duration)}
        </span>
        <span>
          {formatCount(received)}{' '}
          <span class="muted">
            {received === 1 ? 'segment or subsegment' : 'segments and subsegments'}
            {inferred > 0 && ` + ${formatCount(inferred)} inferred`},
          </span>{' '}
          {formatCount(answer.documents.count)}{' '}
          <span class="muted">
            {answer.documents.count === 1 ? 'document' : 'documents'}, {formatBytes(answer.documents.bytes)}
          </span>
        </span>
        {answer.root === undefined && (
          <a href={formatRoute({ page: 'intake', ids: [], query: { tab: 'rejected' } })}>what was rejected</a>
        )}
        {answer.lostParent !== undefined && (
          <span>
            <span class="muted">its parent</span> <span class="mono">{answer.lostParent}</span>{' '}
            <span class="muted">was not received</span>
          </span>
        )}
        {summary.user !== undefined && (
          <span>
            <span class="muted">user</span> <bdi>{summary.user}</bdi>
          </span>
        )}
        {noteCount > 0 && (
          <button type="button" class="link" onClick={() => setQuery({ tab: 'notes' }, { replace: true })}>
            {formatCount(noteCount)} {noteCount === 1 ? 'note' : 'notes'}
          </button>
        )}
      </div>
    </header>
  );
}

function Links(): JSX.Element | null {
  const all = links.data.value?.links ?? [];
  const problem = links.problem.value;
  if (problem) return <Broken what="Links cannot be read" error={problem.message} />;
  if (all.length === 0) return null;
  return (
    <Menu
      align="right"
      title="Linked traces"
      label={
        <>
          Linked: {all.length}
          <Icon name="down" size={12} />
        </>
      }
    >
      {() => <LinkList />}
    </Menu>
  );
}

const MOST_LINKS = 50;

function LinkList(): JSX.Element {
  const items = (links.data.value?.links ?? []).map((link) => ({
    ...link,
    name: link.trace ? `${link.trace.root?.name ?? 'trace'} ${formatClock(link.trace.start)}` : link.traceId,
  }));
  const { field, found } = useFindByName(items, 'linked traces');
  return (
    <>
      {items.length > 10 && field}
      {found.slice(0, MOST_LINKS).map(({ direction, traceId, otherEntity, trace: other, entity, name }) => (
        <a
          key={`${direction}${traceId}${otherEntity}${entity}`}
          href={formatRoute({ page: 'trace', ids: [traceId], query: { select: otherEntity } })}
        >
          {direction === 'to' ? '→ to ' : '← from '}
          {other ? name : `${name} (not in this store)`}
        </a>
      ))}
      {found.length > MOST_LINKS && (
        <p class="menu-note muted">{formatCount(found.length - MOST_LINKS)} more: find them by name.</p>
      )}
    </>
  );
}

function Actions({ answer }: { answer: TraceAnswer }): JSX.Element {
  const now = boot.value;
  const logs = now && logLink(now.settings, answer.id, extent.value.start, extent.value.end);
  const file = (format: string): string => addressOf('/-/export', { format, id: answer.id });
  return (
    <Menu
      align="right"
      title="Export and more"
      label={
        <>
          Export
          <Icon name="down" size={12} />
        </>
      }
    >
      <a href={file('documents')} download={`${answer.id}.jsonl`}>
        X-Ray JSON, as sent
      </a>
      <a href={file('xray')} download={`${answer.id}.json`}>
        Answer of BatchGetTraces
      </a>
      <a href={file('otlp')} download={`${answer.id}.otlp.json`}>
        OTLP JSON
      </a>
      <a href={file('bundle')} download={`${answer.id}.xray`}>
        File that opens on another machine
      </a>
      <hr />
      <button type="button" onClick={() => void copy(location.href, 'the link')}>
        Copy a link to this view
      </button>
      {logs !== undefined && (
        <a href={logs} target="_blank" rel="noreferrer">
          Logs of this trace
        </a>
      )}
      {now?.forwards === true && (
        <button type="button" onClick={() => void forward(answer.id)}>
          Send on to AWS X-Ray
        </button>
      )}
      <button
        type="button"
        onClick={() => setQuery({ map: queryOf('map') === 'yes' ? undefined : 'yes' }, { replace: true })}
      >
        Map of this trace (m)
      </button>
    </Menu>
  );
}

function pathAndHost(url: string | undefined): string | undefined {
  return url?.replace(/^[a-z]+:\/\/[^/]+/i, '') || url;
}
