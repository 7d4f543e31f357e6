import type { Scope } from './scope.ts';
import type { StatusCounts } from './statistics.ts';

/** `POST /-/graph/over-time` */
export interface GraphOverTimeQuery extends Scope {
  /** The `id` of a node or an edge of the graph. */
  readonly of: string;
  /** How many slots of time, 1 to 200, default 60. */
  readonly slots?: number;
}

/**
 * The calls of one node or edge by their start: all slots of the range, aligned to `step`. Without bounds, from the first to the last
 * call.
 */
export interface GraphOverTimeAnswer {
  readonly start: number;
  readonly step: number;
  readonly slots: readonly StatusCounts[];
}
