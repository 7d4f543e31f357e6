import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { AggregateAnswer, StatusCounts } from '../../contract.ts';
import { withResponseTime } from '../../model/filter-terms.ts';
import { totalOf } from '../../model/histogram.ts';
import { formatBetween, formatClock, formatDay } from '../../model/time.ts';
import { formatDuration } from '../../model/units.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { aggregate } from '../../state/traces.ts';
import { BarChart, type Stack } from '../../ui/chart.tsx';
import { ScaleSwitch } from '../../ui/scale-switch.tsx';

/** How long the traces of the list took, and when they were; dragging over either narrows the list. */
export function Histograms(): JSX.Element | null {
  const answer = aggregate.data.value;
  return (
    <div class="histograms" data-revision={aggregate.revision.value}>
      <ResponseTimes answer={answer} />
      <OverTime answer={answer} />
    </div>
  );
}

function ResponseTimes({ answer }: { answer: AggregateAnswer | undefined }): JSX.Element {
  const buckets = answer?.responseTime ?? [];
  const stacks = useMemo(() => toStacks(buckets), [answer]);
  const select = (from: number, to: number): void =>
    setQuery({ filter: withResponseTime(queryOf('filter') ?? '', from, to) });
  const most = buckets.reduce<(typeof buckets)[number] | undefined>(
    (best, each) => (!best || totalOf(each) > totalOf(best) ? each : best),
    undefined,
  );
  const summary = most
    ? `Response times from ${formatDuration(buckets[0]?.from ?? 0)} to ${formatDuration(buckets.at(-1)?.to ?? 0)}; most, ${totalOf(most)}, between ${formatDuration(most.from)} and ${formatDuration(most.to)}.`
    : 'No response times.';
  return (
    <Panel
      title="Response time"
      rows={buckets.map((bucket) => ({
        label: `${formatDuration(bucket.from)} – ${formatDuration(bucket.to)}`,
        counts: bucket,
        select: () => select(bucket.from, bucket.to),
      }))}
      summary={summary}
    >
      <BarChart
        stacks={stacks}
        label={(border) => formatDuration(buckets[border]?.from ?? buckets.at(-1)?.to ?? 0)}
        summary={summary}
        onSelect={(first, last) => select(buckets[first]?.from ?? 0, buckets[last]?.to ?? 0)}
      />
    </Panel>
  );
}

function OverTime({ answer }: { answer: AggregateAnswer | undefined }): JSX.Element {
  const { start, step, slots } = answer?.overTime ?? { start: 0, step: 1, slots: [] };
  const stacks = useMemo(() => toStacks(slots), [answer]);
  const select = (first: number, last: number): void =>
    setQuery({ timeRange: formatBetween(start + first * step, start + (last + 1) * step) });
  const total = slots.reduce((sum, slot) => sum + totalOf(slot), 0);
  const failed = slots.reduce((sum, { error, throttle, fault }) => sum + error + throttle + fault, 0);
  const isLong = step * slots.length > 2 * 86_400e6;
  const label = (slot: number): string =>
    isLong ? formatDay(start + slot * step) : formatClock(start + slot * step, 0).slice(0, step < 60e6 ? 8 : 5);
  const summary = `${total} traces over time, ${failed} of them failed.`;
  return (
    <Panel
      title="Traces over time"
      rows={slots.flatMap((slot, index) =>
        totalOf(slot) === 0 ? [] : [{ label: label(index), counts: slot, select: () => select(index, index) }],
      )}
      summary={summary}
    >
      <BarChart stacks={stacks} label={label} summary={summary} onSelect={select} />
    </Panel>
  );
}

function Panel({
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

function toStacks(all: readonly StatusCounts[]): Stack[] {
  return (['fault', 'throttle', 'error', 'open', 'ok'] as const).map((status) => ({
    colour: `--${status}`,
    values: all.map((counts) => counts[status]),
  }));
}
