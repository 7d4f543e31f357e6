import type { JSX } from 'preact';
import type { RejectedEntry } from '../../contract/index.ts';
import { formatClock } from '../../model/time.ts';
import { formatBytes } from '../../model/units.ts';

const MOST_SHOWN = 300;

/** The rejected input: the reason, and its beginning. */
export function Rejected({ entries }: { entries: readonly RejectedEntry[] }): JSX.Element {
  if (entries.length === 0) return <p class="muted">Nothing was rejected.</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>Time</th>
          <th>Way</th>
          <th>From</th>
          <th class="num">Size</th>
          <th>Reason</th>
        </tr>
      </thead>
      <tbody>
        {entries.slice(0, MOST_SHOWN).map(({ arrived, way, sender, bytes, reason, message, head }, index) => (
          <tr key={`${arrived}${entries.length - index}`}>
            <td class="tabular">{formatClock(arrived)}</td>
            <td>{way}</td>
            <td class="mono">{sender}</td>
            <td class="num">{formatBytes(bytes)}</td>
            <td class="wrap">
              <strong class="status-fault">{reason}</strong> {message}
              {head !== '' && (
                <details>
                  <summary>First {Math.min(512, bytes)} bytes</summary>
                  <pre class="raw">{head}</pre>
                </details>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
