import type { TraceAnswer, TraceEntity } from '../contract/index.ts';
import { type PathPart, pathShares } from './critical-path.ts';
import { explainPath, sumPath } from './path-sums.ts';
import { ownStatus } from './rows.ts';
import { isFailure } from './status.ts';
import type { EntityTree } from './tree.ts';

/** `origin`: the failure began here. `passed`: something below it failed and propagated to it. */
export type FailureRole = 'origin' | 'passed';

/** Maps every failed entity to its role in the failure. */
export function failureRoles(tree: EntityTree): Map<string, FailureRole> {
  const roles = new Map<string, FailureRole>();
  const failed = tree.all.filter((entity) => entity.kind !== 'inferred' && isFailure(ownStatus(entity)));
  for (const entity of failed) roles.set(entity.id, 'origin');
  for (const { parent } of failed) if (parent !== undefined && roles.has(parent)) roles.set(parent, 'passed');
  return roles;
}

/** Failed entities in the order in which `e` visits them: origins first, then by row. */
export function failuresInOrder(tree: EntityTree, roles: ReadonlyMap<string, FailureRole>): string[] {
  const ids = (role: FailureRole): string[] =>
    tree.all.filter((entity) => roles.get(entity.id) === role).map(({ id }) => id);
  return [...ids('origin'), ...ids('passed')];
}

/**
 * Chooses the entity to select in an opened trace: for a failed trace the end of the first root cause, else the slowest one, see
 * `slowest`, else the first.
 */
export function firstSelected(answer: TraceAnswer, tree: EntityTree, path: readonly PathPart[]): string | undefined {
  const { fault, error } = answer.rootCauses;
  const flags = answer.summary.flags;
  const cause = flags.includes('fault') ? fault[0] : flags.includes('error') ? error[0] : undefined;
  const origin = received(tree, cause);
  if (origin) return origin.id;
  return slowest(tree, path) ?? tree.all[0]?.id;
}

/** Finds the slowest part of a critical path: the first of the calls whose sum explains it, else the entity with the most self time. */
export function slowest(tree: EntityTree, path: readonly PathPart[]): string | undefined {
  return explainPath(tree, path, sumPath(tree, path))?.sum.id ?? pathShares(path)[0]?.id;
}

function received(tree: EntityTree, path: readonly string[] | undefined): TraceEntity | undefined {
  const last = path?.findLast((id) => tree.byId.get(id) !== undefined && tree.byId.get(id)?.kind !== 'inferred');
  return last === undefined ? undefined : tree.byId.get(last);
}
