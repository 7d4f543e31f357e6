import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StatusCounts } from '../contract/index.ts';
import type { Stack } from './chart.tsx';
import { ScaleSwitch } from './scale-switch.tsx';

/** Counts by outcome, as a chart and as the same in a table, whose rows select as a drag does. */
export function StatusPanel({
  title,
  rows,
  summary,
  children,
}: {
  title: string;
  rows: readonly { label: string; counts: StatusCounts; select: () => void }[];
  summary: string;
  children: JSX.Element;
}): JSX.Element {
  const [isTable, setTable] = useState(false);
  return (
    <section class="histogram" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span class="muted">drag to narrow</span>
        <span class="spring" />
        {!isTable && rows.length > 0 && <ScaleSwitch />}
        <button type="button" class="link" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? 'as chart' : 'as table'}
        </button>
      </header>
      {rows.length === 0 ? (
        <p class="muted histogram-empty">Nothing to show.</p>
      ) : isTable ? (
        <div class="histogram-table" tabIndex={0} role="group" aria-label={summary}>
          <table class="table">
            <thead>
              <tr>
                <th>Range</th>
                <th class="num">ok</th>
                <th class="num">error</th>
                <th class="num">throttle</th>
                <th class="num">fault</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ label, counts, select }) => (
                <tr key={label}>
                  <td>
                    <button type="button" class="link" onClick={select}>
                      {label}
                    </button>
                  </td>
                  <td class="num">{counts.ok}</td>
                  <td class="num">{counts.error}</td>
                  <td class="num">{counts.throttle}</td>
                  <td class="num">{counts.fault}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        children
      )}
    </section>
  );
}

/** One stack for each outcome, the worst at the bottom. */
export function toStacks(all: readonly StatusCounts[]): Stack[] {
  return (['fault', 'throttle', 'error', 'open', 'ok'] as const).map((status) => ({
    colour: `--${status}`,
    values: all.map((counts) => counts[status]),
  }));
}
