import type { JSX } from 'preact';
import { formatDuration } from '../../model/units.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { skews } from '../../state/trace.ts';

/** Clocks that are off: times are drawn as received, and moved only on request. */
export function SkewNote(): JSX.Element | null {
  const [first, ...others] = skews.value;
  if (!first) return null;
  const isShifted = queryOf('clocks') === 'shifted';
  const by = formatDuration(Math.abs(first.shift));
  return (
    <div class="banner" role="note">
      <span>
        The clock of <bdi>{first.name}</bdi> is {by} {first.shift > 0 ? 'behind' : 'ahead of'} its caller’s
        {others.length > 0 && `, and ${others.length} more are off`}.{' '}
        {isShifted ? 'Here its times are moved.' : 'Times are drawn as received.'}
      </span>
      <button
        type="button"
        class="button"
        aria-pressed={isShifted}
        onClick={() => setQuery({ clocks: isShifted ? undefined : 'shifted', zoom: undefined }, { replace: true })}
      >
        {isShifted ? 'As received' : `Shift by ${by}`}
      </button>
    </div>
  );
}
