import { type FilterProblem, type FilterTree, negate, parse } from '@otel-xray/filter-expression';

/**
 * Finds a group.
 * @returns its filter expression, empty for one that holds all traces; `undefined` if there is no such group
 */
export type FindGroup = (by: 'name' | 'arn', value: string) => string | undefined;

/** A filter expression that cannot be used, and where it is wrong. */
export class FilterError extends Error {
  readonly problem: FilterProblem;

  constructor(problem: FilterProblem) {
    const { offset, message, suggestion } = problem;
    const meant = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    super(`Invalid filter expression at ${offset}: ${message}${meant}`);
    this.name = 'FilterError';
    this.problem = problem;
  }
}

/**
 * Reads a filter expression and puts the expressions of groups in place of their names, as they are at this moment. An `and`
 * without operands in the tree means all traces.
 * @throws FilterError if the text is no filter expression, or names a group that is not there
 */
export function readFilter(text: string, findGroup: FindGroup): FilterTree {
  if (text.length > MAX_LENGTH)
    throw new FilterError({
      message: `longer than ${MAX_LENGTH} characters`,
      offset: MAX_LENGTH,
      length: text.length - MAX_LENGTH,
      expected: [],
    });
  const { tree, problems, groups } = parse(text);
  const [problem] = problems;
  if (problem || !tree)
    throw new FilterError(problem ?? { message: 'not an expression', offset: 0, length: 0, expected: [] });

  const found = new Map<string, FilterTree>();
  for (const { by, value, offset, length } of groups) {
    const expression = findGroup(by, value);
    if (expression === undefined)
      throw new FilterError({ message: `there is no group ${JSON.stringify(value)}`, offset, length, expected: [] });
    // Groups of groups do not exist: inside one, none is found.
    found.set(`${by} ${value}`, expression.trim() === '' ? EVERYTHING : readFilter(expression, () => undefined));
  }
  return groups.length === 0 ? tree : replaceGroups(tree, found);
}

function replaceGroups(tree: FilterTree, found: ReadonlyMap<string, FilterTree>): FilterTree {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return { kind: tree.kind, operands: tree.operands.map((operand) => replaceGroups(operand, found)) };
    case 'not':
      return negate(replaceGroups(tree.operand, found));
    case 'group': {
      const group = found.get(`${tree.by} ${tree.value}`) ?? EVERYTHING;
      return tree.operator === '=' ? group : negate(group);
    }
    default:
      return tree;
  }
}

const EVERYTHING: FilterTree = { kind: 'and', operands: [] };

// AWS states no limit. Each term costs something with each trace, and no one types this much.
const MAX_LENGTH = 32_768;
