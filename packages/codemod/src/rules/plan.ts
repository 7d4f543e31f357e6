import type { Use } from '../sdk/bindings.ts';
import type { Problem } from '../sdk/problem.ts';
import type { Segment, Segments } from '../sdk/segments.ts';
import type { Migration } from './migration.ts';

/** The plan for one use of the SDK. */
export interface Plan {
  readonly use: Use;
  /** The segment that it gives to the program: both are rewritten, or neither. */
  readonly segment?: Segment | undefined;
  /** More segments on which it depends: with a problem of one of them it stays, and a problem of its own keeps them as they are. */
  readonly segments?: readonly Segment[];
  readonly problem?: Problem | undefined;
  readonly rewrite: () => void;
}

/** Decides about one use; nothing is changed before all are decided. */
export type Rule = (m: Migration, segments: Segments, use: Use) => Plan;

/** A plan for what stays. */
export function stays(use: Use, problem: Problem, segments: readonly Segment[] = []): Plan {
  return { use, problem, segments, rewrite: () => {} };
}
