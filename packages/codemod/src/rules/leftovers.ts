import type { Binding } from '../sdk/bindings.ts';
import { requiredModule } from '../source/api-names.ts';
import { removeStatements } from '../source/layout.ts';
import { isNode, type Node } from '../source/nodes.ts';
import { isPure } from '../source/purity.ts';
import { inside, nodeOf } from '../source/source.ts';
import { edit, type Migration } from './migration.ts';

/** Nodes to take out at the end. */
interface Leftovers {
  readonly nodes: readonly Node[];
  /** The first statement at the top level that imports the SDK: the new imports take its place. */
  readonly firstImport: Node | undefined;
}

/** R1, R11: finds what is gone: statements, the `if` that they leave empty, names of the SDK and imports that nothing uses any more. */
export function findLeftovers(m: Migration): Leftovers {
  const kept = new Set(m.bindings.all.filter((binding) => isUsed(m, binding)).map(({ variable }) => variable));
  // A name that was destructured from another one keeps that.
  for (const binding of m.bindings.all) {
    const source = binding.holder;
    if (!kept.has(binding.variable) || !isNode(source, 'VariableDeclarator') || !source.init) continue;
    for (const other of m.bindings.all)
      if (other.variable.references.some((reference) => inside(nodeOf(reference), source.init as Node)))
        kept.add(other.variable);
  }
  const holders = new Map<Node, Binding[]>();
  for (const binding of m.bindings.all) holders.set(binding.holder, [...(holders.get(binding.holder) ?? []), binding]);
  let firstImport: Node | undefined;
  for (const [holder, bindings] of holders) {
    const statement = isNode(holder, 'VariableDeclarator') ? m.source.parentOf(holder) : holder;
    const top = statement && topLevel(m, statement);
    if (top && (firstImport === undefined || top.start < firstImport.start)) firstImport = top;
    const left = bindings.filter(({ variable }) => kept.has(variable));
    if (left.length === 0) removeHolder(m, holder, statement);
    else if (left.length < bindings.length) keepNames(m, holder, left, bindings);
  }
  removeUnusedModules(m);
  return { nodes: withEmptyBlocks(m, m.removals), firstImport };
}

function topLevel({ source }: Migration, node: Node): Node | undefined {
  return isNode(source.parentOf(node), 'Program') ? node : undefined;
}

/** Whether a name has uses that stay. Those in the declaration of another name count with that one. */
function isUsed(m: Migration, { variable }: Binding): boolean {
  return variable.references.some((reference) => {
    const node = nodeOf(reference);
    if (reference.init === true || m.gone.has(node)) return false;
    const isInHolder = m.bindings.all.some(
      ({ holder }) => isNode(holder, 'VariableDeclarator') && holder.init && inside(node, holder.init),
    );
    return !isInHolder && ![...m.removals].some((removed) => inside(node, removed));
  });
}

function removeHolder(m: Migration, holder: Node, statement: Node | undefined): void {
  if (isNode(statement, 'VariableDeclaration') && statement.declarations.length > 1) {
    m.removals.add(holder);
    return;
  }
  if (statement) m.removals.add(statement);
}

/** Removes single names from an import or a pattern. */
function keepNames(m: Migration, holder: Node, left: readonly Binding[], bindings: readonly Binding[]): void {
  const { text, source } = m;
  if (isNode(holder, 'ImportDeclaration')) {
    const slice = ({ at }: Binding): string => source.text.slice(at.start, at.end);
    const plain = left.filter(({ at }) => !isNode(at, 'ImportSpecifier')).map(slice);
    const named = left.filter(({ at }) => isNode(at, 'ImportSpecifier')).map(slice);
    const names = [...plain, ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : [])].join(', ');
    const keyword = /^import\s+(?:type\s)?/.exec(source.text.slice(holder.start))?.[0].trimEnd() ?? 'import';
    const from = source.text.lastIndexOf('from', holder.source.start);
    edit(m, holder, () => text.overwrite(holder.start + keyword.length, from, ` ${names} `));
    return;
  }
  for (const binding of bindings) if (!left.includes(binding)) m.removals.add(binding.at);
}

/** R11: `import http from 'http'` and its `require`, where they only served capturing. Modules of Node do nothing when they are loaded. */
function removeUnusedModules(m: Migration): void {
  for (const node of m.source.program.body) {
    const names = namesOfHttp(node);
    const reads = names.flatMap((name) => m.source.variableOf(name)?.references ?? []);
    const uses = reads.filter((reference) => reference.init !== true).map(nodeOf);
    if (uses.length > 0 && uses.every((use) => [...m.removals].some((removed) => inside(use, removed))))
      m.removals.add(node);
  }
}

/** The names that a statement gives to `http` or `https`. */
function namesOfHttp(node: Node): readonly Node[] {
  if (isNode(node, 'ImportDeclaration'))
    return HTTP.test(node.source.value) ? node.specifiers.map(({ local }) => local) : [];
  if (!isNode(node, 'VariableDeclaration') || node.declarations.length !== 1) return [];
  const [declarator] = node.declarations;
  const isHttp = isNode(declarator?.id, 'Identifier') && HTTP.test(requiredModule(declarator.init) ?? '');
  return isHttp && declarator ? [declarator.id] : [];
}

const HTTP = /^(?:node:)?https?$/;

/** The nodes to take out, and each `if` whose only content they were. */
function withEmptyBlocks({ source }: Migration, removed: ReadonlySet<Node>): Node[] {
  const all = new Set(removed);
  const waiting = [...removed];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const block = source.parentOf(node);
    const isWhole = isNode(block, 'BlockStatement')
      ? block.body.every((each) => all.has(each))
      : isNode(block, 'IfStatement') && block.consequent === node;
    const owner = isNode(block, 'BlockStatement') ? source.parentOf(block) : block;
    if (!isWhole || !isNode(owner, 'IfStatement') || owner.alternate || !isPure(owner.test) || all.has(owner)) continue;
    all.add(owner);
    waiting.push(owner);
  }
  return [...all].filter((node) => ![...all].some((other) => other !== node && inside(node, other)));
}

/** Removes nodes from the text: statements with their lines, members of a list with their comma. */
export function removeNodes(m: Migration, nodes: readonly Node[], firstImport: Node | undefined): void {
  const { source, text } = m;
  const sorted = [...nodes].sort((a, b) => a.start - b.start);
  const statements = sorted.filter((node) =>
    isNode(source.parentOf(node), 'BlockStatement', 'Program', 'SwitchCase', 'StaticBlock'),
  );
  for (let at = 0; at < statements.length; at++) {
    const first = statements[at] as Node;
    let last = first;
    for (
      let next = statements[at + 1];
      next && /^\s*$/.test(source.text.slice(last.end, next.start));
      next = statements[at + 1]
    ) {
      last = next;
      at++;
    }
    const isImport = firstImport !== undefined && first.start <= firstImport.start && firstImport.end <= last.end;
    removeStatements(source, text, first, last, isImport && m.api.needed().imports.length > 0);
  }
  for (const node of sorted) if (!statements.includes(node)) removeMember(m, node);
}

function removeMember({ source, text }: Migration, node: Node): void {
  const parent = source.parentOf(node);
  const isListed = isNode(
    parent,
    'CallExpression',
    'ObjectExpression',
    'ObjectPattern',
    'VariableDeclaration',
    'ArrayExpression',
  );
  if (!isListed) {
    text.overwrite(node.start, node.end, '{}');
    return;
  }
  // With the comma behind it, or before the last one.
  const behind = /^\s*,\s*/.exec(source.text.slice(node.end));
  const before = /,?\s*$/.exec(source.text.slice(0, node.start));
  if (behind) text.remove(node.start, node.end + behind[0].length);
  else text.remove(node.start - (before?.[0].length ?? 0), node.end);
}
