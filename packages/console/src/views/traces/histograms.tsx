import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AggregateAnswer } from '../../contract/index.ts';
import { withResponseTime } from '../../model/filter-terms.ts';
import { totalOf } from '../../model/histogram.ts';
import { formatDuration } from '../../model/units.ts';
import { queryOf, setQuery } from '../../state/route.ts';
import { aggregate, traces } from '../../state/traces.ts';
import { Broken } from '../../ui/broken.tsx';
import { BarChart } from '../../ui/chart.tsx';
import { StatusPanel, toStacks } from '../../ui/status-panel.tsx';
import { OverTime } from '../over-time.tsx';

/** Durations and times of the traces of the list; dragging over either narrows the list. */
export function Histograms(): JSX.Element | null {
  const answer = aggregate.data.value;
  const problem = aggregate.problem.value;
  // The list reports a mistake in the filter.
  if (problem && !traces.problem.value) return <Broken what="The histograms cannot be read" error={problem.message} />;
  return (
    <div class="histograms" data-revision={aggregate.revision.value}>
      <ResponseTimes answer={answer} />
      <OverTime what="traces" title="Traces over time" answer={answer?.overTime} />
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
    <StatusPanel
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
    </StatusPanel>
  );
}
