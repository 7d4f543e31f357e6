import type { Scope, Value } from './scope.ts';
import type { StatusCounts } from './statistics.ts';

/** `POST /-/traces/aggregate` */
export interface AggregateQuery extends Scope {
  /** How many slots of time, 1 to 200, default 60. */
  readonly slots?: number;
}

export interface AggregateAnswer {
  readonly total: number;
  /** By response time: contiguous buckets whose borders grow by a constant factor, from the first to the last that is not empty. */
  readonly responseTime: readonly (StatusCounts & { readonly from: number; readonly to: number })[];
  /** Over time: all slots of the range (of the first to the last match where it has no bounds), aligned to `step`. */
  readonly overTime: {
    readonly start: number;
    readonly step: number;
    readonly slots: readonly StatusCounts[];
  };
  readonly refiners: readonly Refiner[];
}

/** The top values of one thing among the matches, at most 10 by count. */
export interface Refiner {
  readonly kind:
    | 'service'
    | 'user'
    | 'http.url'
    | 'http.method'
    | 'http.status'
    | 'availabilityzone'
    | 'instance.id'
    | 'resource.arn'
    | 'annotation';
  /** Only with `annotation`. */
  readonly key?: string;
  /** How many different values there are. */
  readonly distinct: number;
  readonly values: readonly { readonly value: Value; readonly count: number }[];
}
