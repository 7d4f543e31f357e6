import type { Scope, Value } from './scope.ts';
import type { Refiner } from './traces-aggregate.ts';

/** `POST /-/differences` */
export interface DifferencesQuery {
  /** The traces to explain. Those outside of `among` are not counted. */
  readonly part: Scope;
  /** The traces that hold both the part and the rest. */
  readonly among: Scope;
}

export interface DifferencesAnswer {
  /** Number of traces of the part, and of the others. */
  readonly part: number;
  readonly rest: number;
  /**
   * Values that the part has more often or less often than the rest, the most certain difference first; at most 50. Values that the
   * filter of the part names are left out: they differ by definition.
   */
  readonly values: readonly Difference[];
}

/** One value, and how many traces have it. */
export interface Difference {
  readonly kind: Refiner['kind'];
  /** Only with `annotation`. */
  readonly key?: string;
  readonly value: Value;
  readonly part: number;
  readonly rest: number;
}
