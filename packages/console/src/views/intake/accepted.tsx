import type { JSX } from 'preact';
import type { IntakeEntry } from '../../contract/index.ts';
import { formatRoute } from '../../model/route.ts';
import { formatClock } from '../../model/time.ts';
import { formatBytes } from '../../model/units.ts';

/** The last accepted documents, newest first. */
export function Accepted({ entries }: { entries: readonly IntakeEntry[] }): JSX.Element {
  if (entries.length === 0) return <p class="muted">Nothing was taken yet.</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>Time</th>
          <th>Way</th>
          <th>From</th>
          <th class="num">Size</th>
          <th>Name</th>
          <th>Trace</th>
          <th class="num">Notes</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ arrived, way, sender, bytes, traceId, entity, name, notes }, index) => (
          <tr key={`${entity}${arrived}${entries.length - index}`}>
            <td class="tabular">{formatClock(arrived)}</td>
            <td>{way}</td>
            <td class="mono">{sender}</td>
            <td class="num">{formatBytes(bytes)}</td>
            <td class="wrap">
              <bdi>{name}</bdi>
            </td>
            <td class="mono">
              <a href={formatRoute({ page: 'trace', ids: [traceId], query: { select: entity } })}>{traceId}</a>
            </td>
            <td class="num">{notes > 0 ? notes : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
