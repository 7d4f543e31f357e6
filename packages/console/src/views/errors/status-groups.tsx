import { format } from '@otel-xray/filter-expression';
import type { JSX } from 'preact';
import type { StatusGroup } from '../../contract/index.ts';
import { terms } from '../../model/filter-terms.ts';
import { formatClock } from '../../model/time.ts';
import { formatCount, formatShare } from '../../model/units.ts';
import { viewTraces } from '../../state/route.ts';
import { StatusLabel } from '../../ui/mark.tsx';

/** What failed and does not say with what. */
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
          <th class="num">Count</th>
          <th class="num">Share</th>
          <th>Last</th>
          <th>
            <span class="sr-only">Traces</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ node, name, status, flag, count, share, last }) => (
          <tr key={`${node.id} ${name} ${status ?? ''} ${flag}`}>
            <td class="wrap">
              <bdi>{node.name}</bdi>
            </td>
            <td class="wrap">
              <bdi>{name}</bdi>
            </td>
            <td>
              <StatusLabel status={flag} code={status} />
            </td>
            <td class="num">{formatCount(count)}</td>
            <td class="num">{formatShare(share)}</td>
            <td class="tabular">{formatClock(last, 0)}</td>
            <td>
              <button
                type="button"
                class="link"
                onClick={() => viewTraces(format(terms.service(node, flag === 'ok' ? undefined : terms.flag(flag))))}
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
