import { isNode, type Node, stripped, textOf } from './nodes.ts';

/** Whether evaluating an expression does nothing but give a value, so that it may go. Loading a module of Node counts as nothing. */
export function isPure(given: Node): boolean {
  const node = stripped(given);
  if (isNode(node, 'Identifier', 'Literal', 'ThisExpression', 'ArrowFunctionExpression', 'FunctionExpression'))
    return true;
  if (isNode(node, 'MemberExpression')) return isPure(node.object) && (!node.computed || isPure(node.property));
  if (isNode(node, 'UnaryExpression')) return node.operator !== 'delete' && isPure(node.argument);
  if (isNode(node, 'BinaryExpression', 'LogicalExpression')) return isPure(node.left) && isPure(node.right);
  if (isNode(node, 'TemplateLiteral')) return node.expressions.every(isPure);
  if (isNode(node, 'ObjectExpression'))
    return node.properties.every((property) => isNode(property, 'Property') && isPure(property.value));
  if (isNode(node, 'ArrayExpression')) return node.elements.every((element) => element !== null && isPure(element));
  return isRequire(node);
}

/** `require('…')`: capturing was the only reason for it, where it is an argument of a statement. */
function isRequire(node: Node): boolean {
  return (
    isNode(node, 'CallExpression') &&
    isNode(node.callee, 'Identifier') &&
    node.callee.name === 'require' &&
    textOf(node.arguments[0]) !== undefined
  );
}
