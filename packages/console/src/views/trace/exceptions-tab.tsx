import { format } from '@otel-xray/filter-expression';
import type { JSX } from 'preact';
import type { EntityAnswer } from '../../contract/index.ts';
import { type CauseException, readCause } from '../../model/cause.ts';
import { terms } from '../../model/filter-terms.ts';
import { toPage } from '../../model/route.ts';
import { navigate, route } from '../../state/route.ts';
import { LongText } from '../../ui/long-text.tsx';
import { Stack } from '../stack.tsx';

/** The exceptions of an entity: each before the one that caused it. */
export function ExceptionsTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const { exceptions, reference, workingDirectory } = readCause(answer.document['cause']);
  const { flags } = answer.entity;
  const hasError = flags.includes('error') || flags.includes('throttle');
  const cause = flags.includes('fault') ? 'fault' : hasError ? 'error' : undefined;
  return (
    <div class="stack">
      {reference !== undefined && (
        <p>
          The cause is the exception <code>{reference}</code> of a subsegment.
        </p>
      )}
      {exceptions.map((exception, index) => (
        <Exception key={exception.id ?? index} exception={exception} isCause={index > 0} cause={cause} />
      ))}
      {workingDirectory !== undefined && (
        <p class="muted">
          in <span class="mono">{workingDirectory}</span>
        </p>
      )}
    </div>
  );
}

function Exception({
  exception,
  isCause,
  cause,
}: {
  exception: CauseException;
  isCause: boolean;
  /** The root cause that has it; none where nothing failed. */
  cause: 'fault' | 'error' | undefined;
}): JSX.Element {
  const { type, message, isRemote, stack, truncated } = exception;
  const all = (): void => {
    const now = route.peek();
    if (now && cause !== undefined) navigate(toPage('traces', now, { filter: format(terms.exception(type, cause)) }));
  };
  return (
    <section class="exception">
      <h3>
        {isCause && <span class="muted">caused by </span>}
        <bdi class="status-fault">{type}</bdi> {isRemote && <span class="tag">remote</span>}
      </h3>
      <LongText text={message} />
      {stack.length === 0 ? <p class="muted">No stack was recorded.</p> : <Stack stack={stack} />}
      {truncated > 0 && <p class="muted">{truncated} frames were left out by the sender.</p>}
      {!isCause && cause !== undefined && (
        <button type="button" class="link" onClick={all}>
          All traces with this exception
        </button>
      )}
    </section>
  );
}
