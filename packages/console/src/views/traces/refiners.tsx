import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { attributeLabel, attributeTerm, valueLabel, withTerm } from '../../model/filter-terms.ts';
import { formatCount } from '../../model/units.ts';
import { bindKeys } from '../../state/keys.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { aggregate } from '../../state/traces.ts';
import { Broken } from '../../ui/broken.tsx';
import { Icon } from '../../ui/icon.tsx';

// With ten values each, more than one scrolls through.
const MOST_REFINERS = 40;

/** The most frequent values of every attribute; a click filters by one, with Alt by all others. */
export function Refiners({ onClose }: { onClose: () => void }): JSX.Element {
  useLayoutEffect(() => bindKeys({ Escape: onClose }), [onClose]);
  const refiners = (aggregate.data.value?.refiners ?? []).filter(({ values }) => values.length > 0);
  return (
    <aside class="drawer pane-in" aria-label="Refine">
      <header>
        <h2>Refine</h2>
        <span class="muted">Alt + click: not these</span>
        <span class="spring" />
        <button type="button" class="button quiet" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {aggregate.problem.value ? (
        <Broken what="The values cannot be read" error={aggregate.problem.value.message} />
      ) : (
        refiners.length === 0 && <p class="muted">No values among these traces.</p>
      )}
      {refiners.slice(0, MOST_REFINERS).map((refiner) => (
        <section key={`${refiner.kind} ${refiner.key ?? ''}`}>
          <h3>
            {refiner.key === undefined ? attributeLabel(refiner) : <bdi class="mono">{refiner.key}</bdi>}
            {refiner.distinct > refiner.values.length && (
              <span class="muted"> {formatCount(refiner.distinct)} values</span>
            )}
          </h3>
          <ul>
            {refiner.values.map(({ value, count }) => (
              <li key={`${typeof value} ${value}`}>
                <button
                  type="button"
                  onClick={(event) => {
                    setQuery({
                      filter: withTerm(queryOf('filter') ?? '', attributeTerm(refiner, value), event.altKey),
                    });
                  }}
                >
                  <bdi class="ellipsis">{valueLabel(refiner, value)}</bdi>
                  <span class="num muted">{formatCount(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {refiners.length > MOST_REFINERS && (
        <p class="muted">
          {formatCount(refiners.length - MOST_REFINERS)} more: type <span class="mono">annotation.</span> into the
          filter box to find them.
        </p>
      )}
    </aside>
  );
}
