import type { Value } from './scope.ts';

/**
 * `GET /-/complete?slot=&key=&prefix=&start=&end=`; `slot` as `filter-expression` names it, `key` with `annotation value`. At most 20, by
 * count.
 */
export interface CompleteAnswer {
  readonly values: readonly { readonly value: Value; readonly count: number }[];
}
