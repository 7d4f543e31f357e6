import type { JSX } from 'preact';
import type { IntakeAnswer } from '../../contract/index.ts';
import { formatClock } from '../../model/time.ts';
import { JsonTree } from '../../ui/json-tree.tsx';

/** Telemetry of daemons and SDKs. */
export function Telemetry({ records }: { records: IntakeAnswer['telemetry'] }): JSX.Element {
  if (records.length === 0) return <p class="muted">No telemetry records came.</p>;
  return (
    <div class="stack">
      {records.map(({ arrived, sender, record }, index) => (
        <section key={`${arrived}${records.length - index}`} class="card note">
          <h3>
            {formatClock(arrived)} <span class="muted mono">{sender}</span>
          </h3>
          <JsonTree value={record} />
        </section>
      ))}
    </div>
  );
}
