import { analyze, type Variable } from '@typescript-eslint/scope-manager';
import { type Node, parseSync } from 'oxc-parser';
import { childrenOf, type FunctionNode, isFunction, isWrapper, type NodeOf } from './nodes.ts';

/** A file as text, tree and scopes. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly program: NodeOf<'Program'>;
  /** Every node, in the order of the source. */
  readonly nodes: readonly Node[];
  readonly parentOf: (node: Node) => Node | undefined;
  /** The variable that an identifier names; `undefined` for globals and member names. */
  readonly variableOf: (node: Node) => Variable | undefined;
  /** The names that any scope of the file declares. */
  readonly names: ReadonlySet<string>;
  /** Whether it has `import` or `export`, or a name that says so. */
  readonly isModule: boolean;
  readonly isTypeScript: boolean;
}

/** A file that cannot be parsed. */
export class ParseError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads a file.
 * @throws ParseError with the place
 */
export function readSource(file: string, text: string): Source {
  const { program, errors, module } = parseSync(file, text, { range: true, astType: 'ts', showSemanticErrors: true });
  const error = errors.find(({ severity }) => severity === 'Error');
  if (error) throw new ParseError(error.message, error.labels[0]?.start ?? 0);
  const parents = new Map<Node, Node>();
  const nodes: Node[] = [];
  const waiting: Node[] = [program];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    const children = childrenOf(node);
    for (const child of children) parents.set(child, node);
    waiting.push(...children.reverse());
  }
  const isModule = module.hasModuleSyntax || /\.m[jt]s$/.test(file);
  const variables = variablesOf(program, isModule);
  return {
    file,
    text,
    program,
    nodes,
    isModule,
    isTypeScript: /\.[cm]?tsx?$/.test(file),
    parentOf: (node) => parents.get(node),
    variableOf: (node) => variables.byNode.get(node),
    names: variables.names,
  };
}

function variablesOf(
  program: NodeOf<'Program'>,
  isModule: boolean,
): { byNode: Map<Node, Variable>; names: ReadonlySet<string> } {
  const byNode = new Map<Node, Variable>();
  const names = new Set<string>();
  // Its tree is that of typescript-eslint, which oxc's has the shape of.
  const { scopes } = analyze(program as unknown as Parameters<typeof analyze>[0], {
    sourceType: isModule ? 'module' : 'commonjs',
    lib: [],
    globalReturn: !isModule,
  });
  for (const scope of scopes) {
    for (const variable of scope.variables) {
      if (variable.defs.length > 0) names.add(variable.name);
      for (const identifier of variable.identifiers) byNode.set(identifier as unknown as Node, variable);
    }
    for (const { identifier, resolved } of scope.references)
      if (resolved) byNode.set(identifier as unknown as Node, resolved);
  }
  return { byNode, names };
}

/** The node behind a reference of the scope analysis. */
export function nodeOf(reference: Variable['references'][number]): NodeOf<'Identifier'> {
  return reference.identifier as unknown as NodeOf<'Identifier'>;
}

/** The function around a node; `undefined` at the top level. */
export function functionAround(source: Source, node: Node): FunctionNode | undefined {
  for (let parent = source.parentOf(node); parent !== undefined; parent = source.parentOf(parent))
    if (isFunction(parent)) return parent;
  return undefined;
}

/** A node with all wrappers around it. */
export function wrapped(source: Source, node: Node): Node {
  let outer = node;
  for (let parent = source.parentOf(outer); isWrapper(parent); parent = source.parentOf(outer)) outer = parent;
  return outer;
}

/** Whether a node is within another one, or that one itself. */
export function inside(node: Node, outer: Node): boolean {
  return outer.start <= node.start && node.end <= outer.end;
}
