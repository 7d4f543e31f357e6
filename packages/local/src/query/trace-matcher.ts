import type { FilterTree } from '@otel-xray/filter-expression';
import { toPredicate } from '../filter/predicate.ts';
import { type FindGroup, readFilter } from '../filter/read-filter.ts';
import { normalizeTraceId } from '../ground/repair.ts';
import type { Trace, TraceFilter } from '../trace/assembled-trace.ts';
import type { TraceTree } from '../trace/trace-tree.ts';

/** The form of a caller's filter. */
export interface TraceMatcher {
  /** The only trace that can match. */
  readonly id?: string;
  /** Selects among all; absent for everything. */
  readonly tree?: FilterTree;
  /** Whether the tree is selected. */
  readonly selects: (tree: TraceTree) => boolean;
  /** Whether the caller's function accepts the selected trace. */
  readonly accepts: (trace: Trace) => boolean;
}

/**
 * Reads a filter in any of its forms; none at all selects everything.
 * @throws FilterError if a text is neither a trace id nor a filter expression
 */
export function toMatcher(filter: TraceFilter | undefined, findGroup: FindGroup): TraceMatcher {
  const everything = { selects: () => true, accepts: () => true };
  if (filter === undefined) return everything;
  if (typeof filter === 'function') return { ...everything, accepts: filter };
  const id = normalizeTraceId(filter);
  if (id !== undefined) return { ...everything, id };
  const tree = readFilter(filter, findGroup);
  return { ...everything, tree, selects: toPredicate(tree) };
}
