import type { Bin, StatusCounts } from '../contract/index.ts';

/** One bar: how many values are in `from` ≤ v < `to`. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Puts exact values into so many bars whose borders grow by one factor; every value is in one bar, the last one included. */
export function toBars(bins: readonly Bin[], count: number): Bar[] {
  const values = bins.map(({ value }) => Math.max(1, value));
  if (values.length === 0) return [];
  const least = Math.min(...values);
  const most = Math.max(...values) + 1;
  const factor = (most / least) ** (1 / count);
  const borders = Array.from({ length: count + 1 }, (_, index) => least * factor ** index);
  const counts = new Array<number>(count).fill(0);
  for (const { value, count: times } of bins) {
    const index = factor <= 1 ? 0 : Math.floor(Math.log(Math.max(1, value) / least) / Math.log(factor));
    const bar = Math.min(count - 1, Math.max(0, index));
    counts[bar] = (counts[bar] ?? 0) + times;
  }
  return counts.map((each, index) => ({ from: borders[index] ?? 0, to: borders[index + 1] ?? 0, count: each }));
}

/** All traces of a slot, whatever became of them. */
export function totalOf({ ok, error, throttle, fault, open }: StatusCounts): number {
  return ok + error + throttle + fault + open;
}

/** Describes a histogram for screen readers: the count, the range, and the largest bar. */
export function describeBars(bars: readonly Bar[], format: (value: number) => string): string {
  const filled = bars.filter(({ count }) => count > 0);
  const [first] = filled;
  const last = filled.at(-1);
  if (!first || !last) return 'No values.';
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  const most = filled.reduce((best, bar) => (bar.count > best.count ? bar : best));
  return `${total} values from ${format(first.from)} to ${format(last.to)}; most, ${most.count}, between ${format(most.from)} and ${format(most.to)}.`;
}
