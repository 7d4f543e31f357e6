import type { NodeName } from './scope.ts';

/** `GET /-/insights` with `start`, `end` and `group`: insights that were active in the range, newest first. */
export interface InsightsAnswer {
  readonly insights: readonly InsightEntry[];
  /** Groups whose insights are enabled. */
  readonly groups: readonly { readonly name: string; readonly notifications: boolean }[];
}

/** A period in which the share of faults is above its forecast. */
export interface InsightEntry {
  readonly id: string;
  readonly group: string;
  readonly rootCause: NodeName;
  /** Services above their forecast, most faults first. */
  readonly services: readonly NodeName[];
  readonly start: number;
  /** Absent while it is active. */
  readonly end?: number;
  readonly summary: string;
  /** Requests of clients, and those to the root cause. */
  readonly client: ImpactCounts;
  readonly cause: ImpactCounts;
  /** Changes of its impact, oldest first. */
  readonly events: readonly { readonly at: number; readonly summary: string }[];
}

/** Completed requests: the rest of `total` are errors and throttles. */
export interface ImpactCounts {
  readonly total: number;
  readonly ok: number;
  readonly fault: number;
}
