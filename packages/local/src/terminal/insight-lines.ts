import { paint } from './paint.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** The printed members of an insight that GetInsightSummaries returns; times are epoch seconds. */
export interface PrintedInsight {
  readonly GroupName: string;
  readonly RootCauseServiceId: { readonly Name: string };
  readonly State: 'ACTIVE' | 'CLOSED';
  readonly StartTime: number;
  readonly EndTime?: number;
  readonly LastUpdateTime: number;
  readonly Summary: string;
}

/** Insights as lines: start, state, duration, root cause, group, summary. */
export function insightLines(insights: readonly PrintedInsight[]): string[] {
  return table(
    insights.map(({ GroupName, RootCauseServiceId, State, StartTime, EndTime, LastUpdateTime, Summary }) => [
      paint.quiet(new Date(StartTime * 1e3).toISOString().slice(0, 16).replace('T', ' ')),
      State === 'ACTIVE' ? paint.fault('active') : paint.quiet('closed'),
      `${Math.round(((EndTime ?? LastUpdateTime) - StartTime) / 60)} min`,
      printable(RootCauseServiceId.Name),
      paint.quiet(printable(GroupName)),
      printable(Summary),
    ]),
    ['end', 'end', 'start', 'end', 'end', 'end'],
  );
}
