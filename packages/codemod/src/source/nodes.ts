import type { Node } from 'oxc-parser';

export type { Node } from 'oxc-parser';

/** A node of one or several types. */
export type NodeOf<Type extends Node['type']> = Extract<Node, { type: Type }>;

/** A function in any of its forms. */
export type FunctionNode = NodeOf<'ArrowFunctionExpression' | 'FunctionExpression' | 'FunctionDeclaration'>;

/** Whether a node has one of some types. */
export function isNode<Type extends Node['type']>(
  node: Node | null | undefined,
  ...types: readonly Type[]
): node is NodeOf<Type> {
  return node !== null && node !== undefined && (types as readonly string[]).includes(node.type);
}

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return isNode(node, 'ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration');
}

/** The nodes directly inside a node, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const value of Object.values(node))
    for (const item of Array.isArray(value) ? value : [value]) if (isNodeLike(item)) children.push(item);
  return children.sort((a, b) => a.start - b.start);
}

function isNodeLike(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Calls a function for a node and all below; `false` leaves out what is inside. */
export function walk(node: Node, visit: (node: Node) => boolean | undefined): void {
  const waiting: Node[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (visit(next) === false) continue;
    waiting.push(...childrenOf(next).reverse());
  }
}

/** Whether a node only adds parentheses, a cast, `!` or the end of an optional chain to its expression. */
export function isWrapper(node: Node | undefined): node is NodeOf<(typeof WRAPPERS)[number]> {
  return isNode(node, ...WRAPPERS);
}

const WRAPPERS = [
  'ParenthesizedExpression',
  'ChainExpression',
  'TSNonNullExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
] as const;

/** The expression inside of all wrappers. */
export function stripped(node: Node): Node {
  let inner = node;
  while (isWrapper(inner)) inner = inner.expression;
  return inner;
}

/** The name of a member or a key that is written down; `undefined` where it is computed. */
export function keyOf(node: {
  readonly computed?: boolean;
  readonly property?: Node;
  readonly key?: Node;
}): string | undefined {
  const key = node.property ?? node.key;
  if (isNode(key, 'Literal')) return String(key.value);
  return !node.computed && isNode(key, 'Identifier') ? key.name : undefined;
}

/** The text of a string that is written down. */
export function textOf(node: Node | null | undefined): string | undefined {
  if (isNode(node, 'Literal') && typeof node.value === 'string') return node.value;
  if (isNode(node, 'TemplateLiteral') && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}
