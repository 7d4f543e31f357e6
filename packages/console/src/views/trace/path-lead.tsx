import type { JSX } from 'preact';
import type { TraceEntity } from '../../contract/index.ts';
import { type PathSum, sumsOf } from '../../model/path-sums.ts';
import { formatCount, formatDuration, formatShare } from '../../model/units.ts';
import { setQuery } from '../../state/route.ts';
import { path, pathOf, tree } from '../../state/trace.ts';
import { explanation, pathSums } from '../../state/trace-sums.ts';

/** How much of the response was spent in an entity, and in everything like it. */
export function PathLead({ entity, response }: { entity: TraceEntity; response: number }): JSX.Element | null {
  const onPath = (pathOf.value.get(entity.id) ?? []).reduce((sum, part) => sum + part.end - part.start, 0);
  if (onPath === 0 || response === 0 || path.value.length === 0) return null;
  const sums = sumsOf(tree.value, pathSums.value, entity);
  const reason = explanation.value;
  const isReason = reason !== undefined && sums.some((sum) => isSame(sum, reason.sum));
  return (
    <>
      {isReason ? (
        <p class="lead">
          <strong>
            <bdi>{reason.sum.label}</bdi> × {formatCount(reason.sum.count)}
          </strong>
          , {formatDuration(reason.sum.micros)} of {formatDuration(reason.of)}: looks like {reason.looksLike}.
        </p>
      ) : (
        <p class="lead">
          <strong>{formatDuration(onPath)}</strong>, {formatShare(onPath / response)} of the response, was spent here.
        </p>
      )}
      {sums.length > 0 && (
        <dl class="facts path-sums" aria-label="On the critical path">
          {isReason && <Sum label="This one" micros={onPath} of={response} />}
          {sums.map((sum) => (
            <Sum
              key={sum.kind}
              label={`${LABELS[sum.kind]} × ${formatCount(sum.count)}`}
              micros={sum.micros}
              of={response}
            />
          ))}
        </dl>
      )}
      {sums.length > 0 && (
        <p>
          <button type="button" class="link" onClick={() => setQuery({ view: 'statistics' })}>
            All sums
          </button>
        </p>
      )}
    </>
  );
}

const LABELS: Readonly<Record<PathSum['kind'], string>> = {
  fold: 'This fold',
  name: 'This name',
  service: 'This service',
};

function isSame(a: PathSum, b: PathSum): boolean {
  return a.id === b.id && a.count === b.count && a.micros === b.micros;
}

function Sum({ label, micros, of }: { label: string; micros: number; of: number }): JSX.Element {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span class="share-track" aria-hidden="true">
          <span class="share-bar" style={{ width: `${Math.min(100, (micros / of) * 100)}%` }} />
        </span>
        {formatDuration(micros)} <span class="muted">{formatShare(micros / of)}</span>
      </dd>
    </>
  );
}
