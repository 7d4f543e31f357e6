import type { Scope, Value } from './scope.ts';
import type { StatusCounts } from './statistics.ts';

/** `POST /-/traces/group` */
export interface TraceGroupsQuery extends Scope {
  /** An attribute whose values make the groups. A trace with several values is in several groups. */
  readonly by: GroupKey;
}

/** `root` is the name of the root's node. */
export type GroupKey = 'root' | 'user' | 'http.url' | 'http.method' | 'http.status' | `annotation.${string}`;

export interface TraceGroupsAnswer {
  readonly total: number;
  /** Number of different values. */
  readonly distinct: number;
  /** The largest first, at most 1,000. */
  readonly groups: readonly TraceGroup[];
}

/** The traces with one value; the times are response times, 0 while all of them are open. */
export interface TraceGroup extends StatusCounts {
  /** Absent for the traces without a value. */
  readonly value?: Value;
  readonly traces: number;
  readonly average: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}
