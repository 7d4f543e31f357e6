import type { TraceEntity } from '../contract/index.ts';
import type { PathPart } from './critical-path.ts';
import { callLabel, ownerOf } from './path-sums.ts';
import { ownStatus } from './rows.ts';
import { selfTime } from './self-time.ts';
import { isFailure } from './status.ts';
import { type EntityTree, endOf } from './tree.ts';

/** The entities of one name in one service, or the segments of one service; all times are µs. */
export interface StatisticsRow {
  readonly key: string;
  /** Empty where the segment was not received. */
  readonly service: string;
  /** Empty in the row of a service. */
  readonly name: string;
  readonly count: number;
  readonly failed: number;
  /** Sum of the durations, those that overlap included. */
  readonly total: number;
  /** Time during which no child ran; of a service that of everything in it. */
  readonly self: number;
  readonly average: number;
  readonly p95: number;
  /** Time on the critical path. */
  readonly onPath: number;
  /** The longest of them. */
  readonly longestId: string;
}

/** A column that rows are sorted by. */
export type StatisticsSort = 'service' | 'name' | 'count' | 'failed' | 'total' | 'self' | 'average' | 'p95' | 'onPath';

interface Group {
  readonly service: string;
  readonly name: string;
  readonly durations: number[];
  failed: number;
  total: number;
  self: number;
  onPath: number;
  longest: number;
  longestId: string;
}

/** Counts and sums the entities of a trace per service and name, or per service. Leaves out inferred segments: each repeats its call. */
export function traceStatistics(
  tree: EntityTree,
  path: readonly PathPart[],
  now: number,
  by: 'name' | 'service',
): StatisticsRow[] {
  const onPath = new Map<string, number>();
  for (const { id, start, end } of path) onPath.set(id, (onPath.get(id) ?? 0) + end - start);
  const groups = new Map<string, Group>();
  for (const entity of tree.all) {
    if (entity.kind === 'inferred') continue;
    const service = ownerOf(tree, entity)?.name ?? '';
    const name = by === 'service' ? '' : callLabel(entity);
    // Names hold no line breaks.
    const key = by === 'service' ? service : `${service}\n${entity.kind === 'segment' ? '' : name}`;
    let group = groups.get(key);
    if (!group) {
      group = {
        service,
        name,
        durations: [],
        failed: 0,
        total: 0,
        self: 0,
        onPath: 0,
        longest: -1,
        longestId: entity.id,
      };
      groups.set(key, group);
    }
    group.self += selfTime(tree, entity, now);
    group.onPath += onPath.get(entity.id) ?? 0;
    if (by === 'name' || entity.kind !== 'subsegment') addCall(group, entity, now);
  }
  return [...groups].map(([key, group]) => toRow(key, group));
}

/** Sorts rows, `-` in front of the column for downwards; ties by self time, then by name. */
export function sortStatistics(rows: readonly StatisticsRow[], sort: string): StatisticsRow[] {
  const isDown = sort.startsWith('-');
  const column = (isDown ? sort.slice(1) : sort) as StatisticsSort;
  const compare = (a: StatisticsRow, b: StatisticsRow): number => {
    const [x, y] = [a[column], b[column]];
    if (typeof x === 'string' || typeof y === 'string') return compareText(String(x), String(y));
    return x - y;
  };
  return [...rows].sort(
    (a, b) =>
      (isDown ? -1 : 1) * compare(a, b) || b.self - a.self || compareText(a.service + a.name, b.service + b.name),
  );
}

/** Whether a string names a column to sort by, downwards with `-` in front. */
export function isStatisticsSort(text: string | undefined): text is string {
  return text !== undefined && COLUMNS.has(text.replace(/^-/, ''));
}

const COLUMNS: ReadonlySet<string> = new Set<StatisticsSort>([
  ...(['service', 'name', 'count', 'failed', 'total', 'self', 'average', 'p95', 'onPath'] as const),
]);

function addCall(group: Group, entity: TraceEntity, now: number): void {
  const duration = endOf(entity, now) - entity.start;
  group.durations.push(duration);
  group.total += duration;
  if (isFailure(ownStatus(entity))) group.failed++;
  if (duration <= group.longest) return;
  group.longest = duration;
  group.longestId = entity.id;
}

function toRow(key: string, { durations, longest: _, ...group }: Group): StatisticsRow {
  const count = durations.length;
  const sorted = Float64Array.from(durations).sort();
  return {
    ...group,
    key,
    count,
    average: count === 0 ? 0 : group.total / count,
    // Nearest rank: the value that 95 of 100 do not exceed.
    p95: sorted[Math.max(0, Math.ceil(count * 0.95) - 1)] ?? 0,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
