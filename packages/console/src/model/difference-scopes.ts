import type { DifferencesQuery, Scope } from '../contract/index.ts';
import { terms, withTerm } from './filter-terms.ts';

/**
 * The traces to explain. `filter`: those of the filter or error group, against the others of the same time. `failing`: those that failed,
 * against those that did not. `time`: those of the chosen time, against all other times.
 */
export type DifferenceKind = 'filter' | 'failing' | 'time';

/** The kinds that a scope offers, the most specific first. */
export function offeredKinds({ filter, error }: Scope, isTimeChosen: boolean): DifferenceKind[] {
  return [
    ...(filter === undefined && error === undefined ? [] : (['filter'] as const)),
    ...(isTimeChosen ? (['time'] as const) : []),
    'failing',
  ];
}

/**
 * Makes the two scopes to compare.
 * @param against a filter that the other traces match as well
 */
export function differenceScopes(kind: DifferenceKind, scope: Scope, against: string | undefined): DifferencesQuery {
  const { filter = '' } = scope;
  const { start: _, end: __, ...timeless } = scope;
  if (kind === 'time') return { part: scope, among: timeless };
  if (kind === 'failing') return { part: { ...scope, filter: withTerm(filter, terms.failing()) }, among: scope };
  const { filter: ___, error: ____, ...unfiltered } = scope;
  return { part: scope, among: { ...unfiltered, ...(against && { filter: against }) } };
}
