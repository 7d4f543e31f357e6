import { format } from './format.ts';
import { type FilterTree, join, negate } from './tree.ts';

/**
 * Adds a term: the tree AND the term. A term that is there already is not added again; its negation is removed, for both together select
 * nothing. Never changes the tree it is given.
 * @param tree `undefined` for an empty expression
 * @example format(addTerm(parse('ok').tree, parse('duration > 1').tree)) // 'ok AND duration > 1'
 */
export function addTerm(tree: FilterTree | undefined, term: FilterTree): FilterTree {
  const rest = removeTerm(tree, negate(term));
  if (!rest) return term;
  return operandsOf(rest).some((operand) => isSame(operand, term)) ? rest : join('and', [rest, term]);
}

/**
 * Removes a term from the operands of AND at the top of the tree.
 * @returns the tree as it was when the term is not there, `undefined` when nothing is left
 * @example format(removeTerm(parse('ok AND duration > 1').tree, parse('ok').tree)) // 'duration > 1'
 */
export function removeTerm(tree: FilterTree | undefined, term: FilterTree): FilterTree | undefined {
  if (!tree) return undefined;
  if (isSame(tree, term)) return undefined;
  const operands = operandsOf(tree);
  const rest = operands.filter((operand) => !isSame(operand, term));
  if (rest.length === operands.length) return tree;
  return rest.length === 0 ? undefined : join('and', rest);
}

function operandsOf(tree: FilterTree): readonly FilterTree[] {
  return tree.kind === 'and' ? tree.operands : [tree];
}

// Two trees are the same when they are written the same: format has one text for a tree.
function isSame(a: FilterTree, b: FilterTree): boolean {
  return a.kind === b.kind && format(a) === format(b);
}
