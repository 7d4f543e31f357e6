import type { FilterTree, Keyword, Literal, NodePattern } from './tree.ts';

/**
 * Writes a tree as text that `parse` reads as the same tree; parentheses stand only where they are needed.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 * @example format(parse('( ok AND duration>1 )').tree) // 'ok AND duration > 1'
 */
export function format(tree: FilterTree): string {
  switch (tree.kind) {
    case 'or':
      return tree.operands.map((operand) => format(operand)).join(' OR ');
    case 'and':
      return tree.operands.map((operand) => inParentheses(operand, operand.kind === 'or')).join(' AND ');
    case 'not':
      return `!${inParentheses(tree.operand, tree.operand.kind === 'or' || tree.operand.kind === 'and' || isComparison(tree.operand))}`;
    case 'service':
      return `service(${tree.node ? formatNode(tree.node) : ''})${formatBlock(tree.block)}`;
    case 'edge':
      return `edge(${formatNode(tree.from)}, ${formatNode(tree.to)})${formatBlock(tree.block)}`;
    case 'rootcause':
      return `rootcause.${tree.cause}.${tree.element}${formatBlock(tree.block)}`;
    case 'rootcause.json':
      return `rootcause.json = #${JSON.stringify(tree.pattern)}`;
    case 'group':
      return `group.${tree.by} ${tree.operator} ${formatLiteral(tree.value)}`;
    case 'term':
      if (!tree.comparison) return formatKeyword(tree.keyword);
      return `${formatKeyword(tree.keyword)} ${tree.comparison.operator} ${formatLiteral(tree.comparison.value)}`;
  }
}

/**
 * Writes a keyword; an annotation's key is in brackets unless it has only ASCII letters, digits and `_`.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 */
export function formatKeyword(keyword: Keyword): string {
  if (keyword.name !== 'annotation') return keyword.name;
  return PLAIN_KEY.test(keyword.key) ? `annotation.${keyword.key}` : `annotation[${keyword.key}]`;
}

/** A key that needs no brackets. */
export const PLAIN_KEY: RegExp = /^[A-Za-z0-9_]+$/;

/**
 * Writes a literal; text in double quotation marks, with a backslash before `"` and `\`.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 * @example formatLiteral('say "hi"') // '"say \\"hi\\""'
 */
export function formatLiteral(value: Literal): string {
  return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value);
}

function formatNode(node: NodePattern): string {
  if (node.by === 'name') return formatLiteral(node.name);
  const fields = [
    node.name !== undefined && `name: ${formatLiteral(node.name)}`,
    node.type !== undefined && `type: ${formatLiteral(node.type)}`,
    node.accountId !== undefined && `account.id: ${formatLiteral(node.accountId)}`,
  ];
  return `id(${fields.filter(Boolean).join(', ')})`;
}

function formatBlock(block: FilterTree | undefined): string {
  return block ? ` { ${format(block)} }` : '';
}

function inParentheses(tree: FilterTree, needed: boolean): string {
  return needed ? `(${format(tree)})` : format(tree);
}

// Not needed by the grammar, but !user = "ann" reads as if user were negated.
function isComparison(tree: FilterTree): boolean {
  return (
    tree.kind === 'group' || tree.kind === 'rootcause.json' || (tree.kind === 'term' && tree.comparison !== undefined)
  );
}
