import type { Flag, NodeName, Scope, Value } from './scope.ts';
import type { Outcome } from './statistics.ts';

/** `POST /-/traces/query` */
export interface TracesQuery extends Scope {
  /** The sort order, `-` in front for downwards; over all matches; ties by id; rows without the value are last. Default `-start`. */
  readonly sort?: Sort;
  /** The `next` of an answer with the same scope and sort. */
  readonly after?: string;
  /** 1 to 500, default 100. */
  readonly limit?: number;
  /** Annotation keys whose values are wanted. */
  readonly columns?: readonly string[];
  /** Only these traces: the answer has those that match. `total`, `scanned` and `hidden` are about the whole scope all the same. */
  readonly ids?: readonly string[];
}

export type SortKey =
  | 'start'
  | 'root'
  | 'url'
  | 'status'
  | 'responseTime'
  | 'duration'
  | 'services'
  | 'user'
  | `annotation.${string}`;

export type Sort = SortKey | `-${SortKey}`;

export interface TracesAnswer {
  readonly rows: readonly TraceRow[];
  /** How many match, counted to 10,000. */
  readonly total: number;
  /** There are more than `total`. */
  readonly more: boolean;
  /** How many traces the range holds. */
  readonly scanned: number;
  /** How many match but for `hide`. */
  readonly hidden: number;
  /** For the next page; absent on the last. */
  readonly next?: string;
  /** Only when nothing matches: each term that AND joins at the top, as text, and how many would match without it. */
  readonly withoutTerm?: readonly { readonly term: string; readonly total: number }[];
  /** The change up to which this is true. */
  readonly cursor: number;
}

/** A trace in a list. */
export interface TraceRow {
  readonly id: string;
  readonly revision: number;
  /** Earliest start of a segment. */
  readonly start: number;
  /** The root's node; absent as long as no segment has come. */
  readonly root?: NodeName;
  /** The operation that the root ran: method and route of a request, or the name of a job. */
  readonly operation?: string;
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  /** `fault` and `error` of the root, `throttle` and `partial` of anything. */
  readonly flags: readonly Flag[];
  readonly outcome: Outcome;
  /** The root's; absent while it is open. */
  readonly responseTime?: number;
  /** To the last end of anything; absent when nothing has ended. */
  readonly duration?: number;
  readonly user?: string;
  /** All nodes but the root's and clients, in order of first start. */
  readonly services: readonly NodeName[];
  readonly entities: number;
  readonly exceptions: number;
  readonly notes: number;
  /** Values of the requested annotations; keys without value are absent. */
  readonly columns: Readonly<Record<string, readonly Value[]>>;
}
