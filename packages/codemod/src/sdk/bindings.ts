import type { Variable } from '@typescript-eslint/scope-manager';
import { isNode, keyOf, type Node, type NodeOf, stripped, textOf } from '../source/nodes.ts';
import { nodeOf, type Source, wrapped } from '../source/source.ts';
import { memberPath, modulePath } from './modules.ts';

/** A name of the SDK or of a part of it. */
export interface Binding {
  readonly variable: Variable;
  /** `sdk`, or a member such as `sdk.captureFunc`. */
  readonly path: string;
  /** The specifier of an import, the declarator, or the property of its pattern. */
  readonly at: Node;
  /** The statement with the import, or the declarator. */
  readonly holder: NodeOf<'ImportDeclaration' | 'VariableDeclarator' | 'TSImportEqualsDeclaration'>;
}

/** A place where the SDK, or a part of it, is used. */
export interface Use {
  /** The longest chain of members. */
  readonly node: Node;
  /** Behind `sdk.`; empty for the SDK itself. */
  readonly path: string;
  /** The identifier, or the `require`, at its beginning. */
  readonly root: Node;
  /** The call or `new` whose callee it is. */
  readonly call: NodeOf<'CallExpression' | 'NewExpression'> | undefined;
}

/** The names by which a file knows the SDK. */
export interface Bindings {
  readonly all: readonly Binding[];
  readonly uses: readonly Use[];
  /** Names that something else declares too: they are not followed. */
  readonly declaredTwice: readonly Node[];
  /** The path of an expression, `sdk…`; `undefined` where it is none of the SDK. */
  readonly pathOf: (node: Node) => string | undefined;
}

/** Finds the SDK by the names of its modules, whatever the local name. */
export function findBindings(source: Source): Bindings {
  const byVariable = new Map<Variable, Binding>();
  const declaredTwice: Node[] = [];
  const pathOf = (node: Node): string | undefined => pathOfExpression(source, byVariable, node);
  const add = (name: Node, path: string, at: Node, holder: Binding['holder']): void => {
    const variable = source.variableOf(name);
    if (variable && variable.defs.length > 1) declaredTwice.push(name);
    else if (variable) byVariable.set(variable, { variable, path, at, holder });
  };
  for (const node of source.nodes) {
    if (isNode(node, 'ImportDeclaration')) {
      const path = wholeModule(node.source.value);
      if (path === undefined) continue;
      for (const specifier of node.specifiers) {
        const name = isNode(specifier, 'ImportSpecifier') ? importedName(specifier) : 'default';
        add(specifier.local, memberPath(path, name), specifier, node);
      }
    } else if (isNode(node, 'TSImportEqualsDeclaration')) {
      const { moduleReference: module } = node;
      const path = isNode(module, 'TSExternalModuleReference') ? wholeModule(textOf(module.expression)) : undefined;
      if (path !== undefined) add(node.id, path, node, node);
    } else if (isNode(node, 'VariableDeclarator') && node.init) {
      const path = pathOf(node.init);
      if (path === undefined) continue;
      if (isNode(node.id, 'Identifier') && isConstant(source, node.id)) add(node.id, path, node, node);
      else if (isNode(node.id, 'ObjectPattern'))
        for (const property of node.id.properties)
          if (isNode(property, 'Property') && isNode(property.value, 'Identifier')) {
            const key = keyOf(property);
            if (key !== undefined) add(property.value, memberPath(path, key), property, node);
          }
    }
  }
  const all = [...byVariable.values()];
  return { all, pathOf, declaredTwice, uses: findUses(source, all, pathOf) };
}

/** A file inside of the SDK is reported, and not followed. */
function wholeModule(name: string | undefined): string | undefined {
  const path = modulePath(name);
  return path === 'deep' ? undefined : path;
}

function importedName(specifier: NodeOf<'ImportSpecifier'>): string {
  return isNode(specifier.imported, 'Literal') ? specifier.imported.value : specifier.imported.name;
}

function isConstant(source: Source, name: Node): boolean {
  const variable = source.variableOf(name);
  return variable?.references.every((reference) => !reference.isWrite() || reference.init === true) === true;
}

function pathOfExpression(source: Source, bound: ReadonlyMap<Variable, Binding>, given: Node): string | undefined {
  const node = stripped(given);
  if (isNode(node, 'Identifier')) {
    const variable = source.variableOf(node);
    return variable && bound.get(variable)?.path;
  }
  if (isNode(node, 'MemberExpression')) {
    const path = pathOfExpression(source, bound, node.object);
    const key = keyOf(node);
    return path === undefined || key === undefined ? undefined : memberPath(path, key);
  }
  if (!isNode(node, 'CallExpression') || !isNode(node.callee, 'Identifier')) return undefined;
  const [argument] = node.arguments;
  if (node.callee.name === 'require') return wholeModule(textOf(argument));
  return argument && INTEROP.test(node.callee.name) ? pathOfExpression(source, bound, argument) : undefined;
}

/** How compilers write the import of a module. */
const INTEROP = /^(?:__importStar|__importDefault|_interopRequireDefault|_interopRequireWildcard|__toESM)$/;

function findUses(source: Source, bindings: readonly Binding[], pathOf: (node: Node) => string | undefined): Use[] {
  const holders = new Set<Node>(bindings.map(({ holder }) => holder));
  const roots: Node[] = bindings.flatMap(({ variable }) =>
    variable.references.filter((reference) => reference.init !== true).map(nodeOf),
  );
  for (const node of source.nodes)
    if (isNode(node, 'CallExpression') && isNode(node.callee, 'Identifier') && node.callee.name === 'require')
      if (pathOf(node) !== undefined) roots.push(node);
  return roots
    .map((root) => toUse(source, root, pathOf))
    .filter(({ node }) => !isInitOf(source, node, holders))
    .sort((a, b) => a.node.start - b.node.start);
}

function toUse(source: Source, root: Node, pathOf: (node: Node) => string | undefined): Use {
  let node = root;
  for (let outer = wrapped(source, node); ; outer = wrapped(source, node)) {
    const parent = source.parentOf(outer);
    if (!isNode(parent, 'MemberExpression') || parent.object !== outer || pathOf(parent) === undefined) break;
    node = parent;
  }
  const parent = source.parentOf(node);
  const call = isNode(parent, 'CallExpression', 'NewExpression') && parent.callee === node ? parent : undefined;
  return { node, root, call, path: (pathOf(node) ?? 'sdk').replace(/^sdk\.?/, '') };
}

/** Whether a node is the module that a binding is made from: that is no use of its own. */
function isInitOf(source: Source, node: Node, holders: ReadonlySet<Node>): boolean {
  let outer = wrapped(source, node);
  const parent = source.parentOf(outer);
  if (isNode(parent, 'CallExpression') && isNode(parent.callee, 'Identifier') && INTEROP.test(parent.callee.name))
    outer = wrapped(source, parent);
  const holder = source.parentOf(outer);
  return isNode(holder, 'VariableDeclarator') && holder.init === outer && holders.has(holder);
}
