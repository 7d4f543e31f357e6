import type { JSX } from 'preact';
import type { TraceRow } from '../../contract/index.ts';
import { requestLabel } from '../../model/request-label.ts';
import { formatRoute } from '../../model/route.ts';
import { formatClock } from '../../model/time.ts';
import { StatusLabel } from '../../ui/mark.tsx';

/** The last traces of something, as links. */
export function LatestTraces({ rows }: { rows: readonly TraceRow[] }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <div>
      <h3>Last traces</h3>
      {rows.map((row) => (
        <p key={row.id} class="latest">
          <a href={formatRoute({ page: 'trace', ids: [row.id], query: {} })}>{formatClock(row.start)}</a>
          <bdi class="ellipsis">
            {row.root?.name} {textOf(row)}
          </bdi>
          <StatusLabel status={row.outcome} code={row.status} />
        </p>
      ))}
    </div>
  );
}

function textOf(row: TraceRow): string {
  const { method, text } = requestLabel(row);
  return method === undefined ? text : `${method} ${text}`;
}
