import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AggregateAnswer } from '../contract/index.ts';
import { totalOf } from '../model/histogram.ts';
import { formatBetween, formatClock, formatDay } from '../model/time.ts';
import { setQuery } from '../state/route.ts';
import { BarChart } from '../ui/chart.tsx';
import { StatusPanel, toStacks } from '../ui/status-panel.tsx';

/** When it was; dragging over it narrows the range of the page. */
export function OverTime({
  title,
  what,
  answer,
}: {
  title: string;
  /** The counted things, in the plural. */
  what: string;
  answer: AggregateAnswer['overTime'] | undefined;
}): JSX.Element {
  const { start, step, slots } = answer ?? { start: 0, step: 1, slots: [] };
  const stacks = useMemo(() => toStacks(slots), [answer]);
  const select = (first: number, last: number): void =>
    setQuery({ timeRange: formatBetween(start + first * step, start + (last + 1) * step) });
  const total = slots.reduce((sum, slot) => sum + totalOf(slot), 0);
  const failed = slots.reduce((sum, { error, throttle, fault }) => sum + error + throttle + fault, 0);
  const isLong = step * slots.length > 2 * 86_400e6;
  const label = (slot: number): string =>
    isLong ? formatDay(start + slot * step) : formatClock(start + slot * step, 0).slice(0, step < 60e6 ? 8 : 5);
  const summary = `${total} ${what} over time, ${failed} of them failed.`;
  return (
    <StatusPanel
      title={title}
      rows={slots.flatMap((slot, index) =>
        totalOf(slot) === 0 ? [] : [{ label: label(index), counts: slot, select: () => select(index, index) }],
      )}
      summary={summary}
    >
      <BarChart stacks={stacks} label={label} summary={summary} onSelect={select} />
    </StatusPanel>
  );
}
