import type { TraceAnswer, TraceEntity } from '../contract/index.ts';
import { criticalPath, pathShares } from './critical-path.ts';
import { ownStatus } from './rows.ts';
import { isFailure } from './status.ts';
import type { EntityTree } from './tree.ts';

/** `origin`: the failure began here. `passed`: something below it failed, and it went on upwards. */
export type FailureRole = 'origin' | 'passed';

/** What every failed entity has to do with its failure. */
export function failureRoles(tree: EntityTree): Map<string, FailureRole> {
  const roles = new Map<string, FailureRole>();
  const failed = tree.all.filter((entity) => entity.kind !== 'inferred' && isFailure(ownStatus(entity)));
  for (const entity of failed) roles.set(entity.id, 'origin');
  for (const { parent } of failed) if (parent !== undefined && roles.has(parent)) roles.set(parent, 'passed');
  return roles;
}

/** Failed entities in the order of the rows, origins first: where `e` goes. */
export function failuresInOrder(tree: EntityTree, roles: ReadonlyMap<string, FailureRole>): string[] {
  const ids = (role: FailureRole): string[] =>
    tree.all.filter((entity) => roles.get(entity.id) === role).map(({ id }) => id);
  return [...ids('origin'), ...ids('passed')];
}

/**
 * What is selected when a trace is opened: of a failed one the end of its first root cause, else the entity with the most time of its own on the
 * critical path, else the first.
 */
export function firstSelected(answer: TraceAnswer, tree: EntityTree): string | undefined {
  const { fault, error } = answer.rootCauses;
  const flags = answer.summary.flags;
  const cause = flags.includes('fault') ? fault[0] : flags.includes('error') ? error[0] : undefined;
  const origin = received(tree, cause);
  if (origin) return origin.id;
  const [most] = pathShares(criticalPath(tree, answer.root, answer.now));
  return most?.id ?? tree.all[0]?.id;
}

function received(tree: EntityTree, path: readonly string[] | undefined): TraceEntity | undefined {
  const last = path?.findLast((id) => tree.byId.get(id) !== undefined && tree.byId.get(id)?.kind !== 'inferred');
  return last === undefined ? undefined : tree.byId.get(last);
}
