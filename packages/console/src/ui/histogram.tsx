import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Bin } from '../contract/index.ts';
import { describeBars, toBars } from '../model/histogram.ts';
import { formatDuration } from '../model/units.ts';
import { BarChart } from './chart.tsx';
import { ScaleSwitch } from './scale-switch.tsx';

/** Durations of calls: bars, a sentence, and a table. */
export function DurationHistogram({
  bins,
  what,
  colour = '--accent',
  onSelect,
}: {
  bins: readonly Bin[];
  /** `Response time of shop-web`. */
  what: string;
  colour?: string;
  /** Microseconds, `from` ≤ t < `to`. */
  onSelect?: (from: number, to: number) => void;
}): JSX.Element {
  const [isTable, setTable] = useState(false);
  const bars = toBars(bins, 24);
  const summary = `${what}: ${describeBars(bars, formatDuration)}`;
  if (bars.length === 0) return <p class="muted">No completed calls.</p>;
  return (
    <div>
      {isTable ? (
        <table class="table">
          <tbody>
            {bars
              .filter(({ count }) => count > 0)
              .map(({ from, to, count }) => (
                <tr key={from}>
                  <td>
                    <button type="button" class="link" onClick={() => onSelect?.(from, to)}>
                      {formatDuration(from)} – {formatDuration(to)}
                    </button>
                  </td>
                  <td class="num">{count}</td>
                </tr>
              ))}
          </tbody>
        </table>
      ) : (
        <BarChart
          stacks={[{ colour, values: bars.map(({ count }) => count) }]}
          label={(border) => formatDuration(border < bars.length ? (bars[border]?.from ?? 0) : (bars.at(-1)?.to ?? 0))}
          summary={summary}
          {...(onSelect && {
            onSelect: (first: number, last: number) => onSelect(bars[first]?.from ?? 0, bars[last]?.to ?? 0),
          })}
        />
      )}
      <div class="histogram-switches">
        <button type="button" class="link" onClick={() => setTable(!isTable)}>
          {isTable ? 'as chart' : 'as table'}
        </button>
        {!isTable && <ScaleSwitch />}
      </div>
    </div>
  );
}
