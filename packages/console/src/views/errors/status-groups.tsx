import type { JSX } from 'preact';
import type { StatusGroup } from '../../contract/index.ts';
import { formatClock } from '../../model/time.ts';
import { formatCount, formatShare } from '../../model/units.ts';
import { viewErrorTraces } from '../../state/route.ts';
import { StatusLabel } from '../../ui/mark.tsx';

/** Failures without an exception, if nothing below them failed. */
export function StatusGroups({ groups }: { groups: readonly StatusGroup[] }): JSX.Element {
  if (groups.length === 0)
    return (
      <div class="empty">
        <h2>Every failure says what it failed with</h2>
      </div>
    );
  return (
    <table class="table errors">
      <thead>
        <tr>
          <th>Node</th>
          <th>Operation</th>
          <th>Status</th>
          <th class="num">Traces</th>
          <th class="num">Share</th>
          <th>Last</th>
          <th>
            <span class="sr-only">Traces</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ id, node, name, status, flag, traces, share, last }) => (
          <tr key={id}>
            <td class="wrap">
              <bdi>{node.name}</bdi>
            </td>
            <td class="wrap">
              <bdi>{name}</bdi>
            </td>
            <td>
              <StatusLabel status={flag} code={status} />
            </td>
            <td class="num">{formatCount(traces)}</td>
            <td class="num">{formatShare(share)}</td>
            <td class="tabular">{formatClock(last, 0)}</td>
            <td>
              <button
                type="button"
                class="link"
                onClick={() => viewErrorTraces({ id, name: `${name} ${status ?? flag}` })}
              >
                View traces
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
