import type { JSX } from 'preact';
import type { Problem } from '../../contract/index.ts';
import { secondsInId, toXRayForm } from '../../model/pasted-id.ts';
import { formatClock, formatDay } from '../../model/time.ts';
import { boot, serverNow } from '../../state/live.ts';

/** A link to a trace that is not here: what the id says, and why it may be gone. */
export function UnknownTrace({ id, problem }: { id: string; problem: Problem & { status: number } }): JSX.Element {
  const known = toXRayForm(id);
  const seconds = known === undefined ? undefined : secondsInId(known);
  const days = boot.value?.retentionDays ?? 30;
  const isTime = seconds !== undefined && Math.abs(seconds * 1e6 - serverNow()) < 10 * 365 * 86_400e6;
  return (
    <div class="empty">
      <h1>This trace is not in this store</h1>
      <p>
        <code class="wrap">{id}</code>
      </p>
      {known === undefined ? (
        <p>That is not a trace id: it is neither 1-8 hex-24 hex digits nor 32 hex digits.</p>
      ) : (
        <p>
          {isTime
            ? `By its id it began on ${formatDay(seconds * 1e6, serverNow())} at ${formatClock(seconds * 1e6, 0)}.`
            : 'Its id carries no sensible time, as random ids of OpenTelemetry do not.'}{' '}
          Traces are kept for {days} days, or until the store is full or reset.
        </p>
      )}
      {problem.status !== 404 && <p class="status-fault">{problem.message}</p>}
      <p>
        <a class="button" href="#/traces?timeRange=all">
          All traces
        </a>
      </p>
    </div>
  );
}
