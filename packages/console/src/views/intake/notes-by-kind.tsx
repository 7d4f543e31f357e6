import type { JSX } from 'preact';
import type { NotesAnswer } from '../../contract/index.ts';
import { formatRoute } from '../../model/route.ts';
import { formatClock } from '../../model/time.ts';
import { formatCount } from '../../model/units.ts';

/** Every kind of diagnostic: how often, what to do, and where it was seen last. */
export function NotesByKind({ answer: { kinds }, range }: { answer: NotesAnswer; range: string }): JSX.Element {
  if (kinds.length === 0) return <p class="muted">Nothing odd in the {range}.</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>Note</th>
          <th class="num">Count</th>
          <th class="num">Traces</th>
          <th>Last</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map(({ code, count, traces, advice, last }) => (
          <tr key={code}>
            <td class="wrap">
              <strong>{code.replaceAll('-', ' ')}</strong>
              <p class="muted">{advice}</p>
            </td>
            <td class="num">{formatCount(count)}</td>
            <td class="num">{formatCount(traces)}</td>
            <td class="wrap">
              <a
                href={formatRoute({
                  page: 'trace',
                  ids: [last.traceId],
                  query: { tab: 'notes', ...(last.entity !== undefined && { select: last.entity }) },
                })}
              >
                {formatClock(last.start)}
              </a>{' '}
              <bdi>{last.message}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
