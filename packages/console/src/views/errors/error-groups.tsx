import type { JSX } from 'preact';
import type { ErrorGroup, ErrorsAnswer } from '../../contract/index.ts';
import { shortPath } from '../../model/stack.ts';
import { formatClock } from '../../model/time.ts';
import { formatCount, formatShare } from '../../model/units.ts';
import { queryOf, setQuery, viewErrorTraces } from '../../state/route.ts';
import { LongText } from '../../ui/long-text.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Spark } from '../../ui/spark.tsx';
import { Stack } from '../stack.tsx';
import { LatestTraces } from './latest-traces.tsx';

/** Root causes by type, message and first own frame; one at a time shows its stack, its effects and its traces. */
export function ErrorGroups({ answer }: { answer: ErrorsAnswer }): JSX.Element {
  const open = queryOf('select');
  if (answer.groups.length === 0)
    return (
      <div class="empty">
        <h2>No exception among these traces</h2>
        <p class="muted">Exceptions of the cause of segments and subsegments are listed here.</p>
      </div>
    );
  return (
    <table class="table errors">
      <thead>
        <tr>
          <th>Type and message</th>
          <th>Where</th>
          <th class="num">Traces</th>
          <th class="num">Share</th>
          <th>Last</th>
          <th>Trend</th>
        </tr>
      </thead>
      {answer.groups.map((group) => (
        <Group key={group.id} group={group} isOpen={group.id === open} />
      ))}
    </table>
  );
}

function Group({ group, isOpen }: { group: ErrorGroup; isOpen: boolean }): JSX.Element {
  const { type, message, frame, traces, share, last, trend, flag } = group;
  const place =
    frame?.path === undefined ? '' : `${shortPath(frame.path)}${frame.line === undefined ? '' : `:${frame.line}`}`;
  return (
    <tbody>
      <tr class="clickable">
        <td class="wrap error-what">
          <button
            type="button"
            class="row-button"
            aria-expanded={isOpen}
            onClick={() => setQuery({ select: isOpen ? undefined : group.id }, { replace: true })}
          >
            <span class="error-type">
              <Mark status={flag} />
              <span class="sr-only">{flag}: </span>
              <bdi>{type}</bdi>
            </span>
            <bdi class="muted">{message}</bdi>
          </button>
        </td>
        <td class="mono wrap">
          <bdi>{place}</bdi>
        </td>
        <td class="num">{formatCount(traces)}</td>
        <td class="num">{formatShare(share)}</td>
        <td class="tabular">{formatClock(last, 0)}</td>
        <td>
          <Spark values={trend} label={`Over time: ${trend.join(', ')}`} />
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={6} class="error-details">
            <Details group={group} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Details({ group }: { group: ErrorGroup }): JSX.Element {
  const { id, type, count, traces } = group;
  return (
    <div class="two-columns">
      <section class="stack">
        <LongText text={group.sample} />
        {group.stack.length > 0 ? <Stack stack={group.stack} /> : <p class="muted">No stack was recorded.</p>}
        {group.flag === 'ok' && (
          <p class="muted">It made nothing fail: it was recorded, and neither fault nor error was set.</p>
        )}
        <p class="muted">
          {formatCount(count)} {count === 1 ? 'time' : 'times'} in {formatCount(traces)}{' '}
          {traces === 1 ? 'trace' : 'traces'}
        </p>
        <div class="buttons">
          <button type="button" class="button primary" onClick={() => viewErrorTraces({ id, name: type })}>
            View traces
          </button>
          <button
            type="button"
            class="button"
            onClick={() => viewErrorTraces({ id, name: type }, { differ: 'filter' })}
          >
            What is different?
          </button>
        </div>
        <Effects group={group} />
      </section>
      <section class="stack">
        <div>
          <h3>Services</h3>
          {group.services.map(({ node, count }) => (
            <p key={node.id}>
              <bdi>{node.name}</bdi> <span class="muted">{formatCount(count)}</span>
            </p>
          ))}
        </div>
        {group.annotations.length > 0 && (
          <div>
            <h3>Stands out</h3>
            {group.annotations.map(({ key, value, share, shareOfAll }) => (
              <p key={key + String(value)}>
                <bdi class="mono">
                  {key} = {String(value)}
                </bdi>{' '}
                <span class="muted">
                  in {formatShare(share)} of these, {formatShare(shareOfAll)} of all
                </span>
              </p>
            ))}
          </div>
        )}
        <LatestTraces rows={group.latest} />
      </section>
    </div>
  );
}

/** The causes that the exception itself names, and the failures that it led to: callers that rethrew it, or answered with a status. */
function Effects({ group: { effects } }: { group: ErrorGroup }): JSX.Element {
  return (
    <>
      <EffectList title="Caused by" effects={effects.filter(({ isCause }) => isCause)} />
      <EffectList title="Passed on as" effects={effects.filter(({ isCause }) => !isCause)} />
    </>
  );
}

function EffectList({ title, effects }: { title: string; effects: ErrorGroup['effects'] }): JSX.Element | null {
  if (effects.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      {effects.map(({ name, type, message, status, count }) => (
        <p key={`${name} ${type} ${message} ${status}`} class="wrap">
          <bdi>{name}</bdi> <strong>{type ?? (status === undefined ? 'failure' : `status ${status}`)}</strong>{' '}
          <bdi class="muted">{message}</bdi> <span class="muted">{formatCount(count)}</span>
        </p>
      ))}
    </div>
  );
}
