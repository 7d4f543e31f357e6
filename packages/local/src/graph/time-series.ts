import type { FilterTree } from '@otel-xray/filter-expression';
import type { EntitySelector } from '../filter/entity-selector.ts';
import { matchesNode } from '../filter/predicate.ts';
import { toSeconds } from '../ground/timestamps.ts';
import type { Traces } from '../query/traces.ts';
import type { Store } from '../store/store.ts';
import type { ServiceNode } from '../trace/service-node.ts';
import { CallTotals, type ServiceStatistics } from './call-totals.ts';
import type { HistogramEntry } from './histogram.ts';

/** The numbers of one period, as GetTimeSeriesServiceStatistics answers them. */
export interface TimeSeriesEntry {
  /** Epoch seconds: the start of the period. */
  readonly Timestamp: number;
  /** Numbers of calls, as their callers saw them. */
  readonly EdgeSummaryStatistics?: ServiceStatistics;
  /** Numbers of a service's own segments. */
  readonly ServiceSummaryStatistics?: ServiceStatistics;
  /** Only on request: the least and the most faults of any period. */
  readonly ServiceForecastStatistics?: { readonly FaultCountHigh: number; readonly FaultCountLow: number };
  readonly ResponseTimeHistogram: readonly HistogramEntry[];
}

/** The requested numbers. Times are microseconds. */
export interface TimeSeriesRequest {
  readonly start: number;
  readonly end: number;
  /** 60 or 300; periods begin at whole multiples of it. */
  readonly periodSeconds: number;
  /** Absent: the calls of clients. */
  readonly selector?: EntitySelector | undefined;
  /** Only of the traces that it selects, such as those of a group. */
  readonly filter?: FilterTree | undefined;
  readonly forecast?: boolean;
}

/** Sums completed calls up by the period in which they started; periods without any are left out. Lets others run in between. */
export async function timeSeries(
  { store: { index }, traces }: { readonly store: Store; readonly traces: Traces },
  { start, end, periodSeconds, selector, filter, forecast = false }: TimeSeriesRequest,
): Promise<TimeSeriesEntry[]> {
  const periodMicros = periodSeconds * 1e6;
  const periods = new Map<number, CallTotals>();
  const add = (flags: number, startMicros: number, endMicros: number | null): void => {
    if (startMicros < start || startMicros >= end || endMicros === null) return;
    const period = Math.floor(startMicros / periodMicros) * periodMicros;
    const totals = periods.get(period) ?? new CallTotals();
    periods.set(period, totals);
    totals.add(flags, startMicros, endMicros);
  };
  const node = (key: number): ServiceNode => index.nodes.node(key);
  const isWantedCall = (from: ServiceNode, to: ServiceNode): boolean =>
    selector?.kind === 'edge'
      ? matchesNode(from, selector.from) && matchesNode(to, selector.to)
      : from.type === 'client';

  for await (const { rows } of traces.select({ range: { type: 'Event', start, end }, filter })) {
    const keys = rows.map(({ key }) => key);
    if (selector?.kind === 'service') {
      for (const segment of index.graph.segmentsOf(keys))
        if (matchesNode(node(segment.node), selector.node)) add(segment.flags, segment.start, segment.end);
    } else {
      for (const call of index.graph.callsOf(keys))
        if (isWantedCall(node(call.from), node(call.to))) add(call.flags, call.start, call.end);
    }
  }

  const faults = [...periods.values()].map(({ fault }) => fault);
  const extremes = { FaultCountHigh: Math.max(0, ...faults), FaultCountLow: Math.min(...faults) };
  const name = selector?.kind === 'service' ? 'ServiceSummaryStatistics' : 'EdgeSummaryStatistics';
  return [...periods]
    .sort(([a], [b]) => a - b)
    .map(([period, totals]) => ({
      Timestamp: toSeconds(period),
      [name]: totals.toStatistics(),
      ...(forecast && { ServiceForecastStatistics: extremes }),
      ResponseTimeHistogram: totals.toHistogram(),
    }));
}
