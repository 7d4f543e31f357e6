import type { FilterTree, NodePattern } from '@otel-xray/filter-expression';
import { nodeOf, type ServiceNode } from '../trace/service-node.ts';
import type { TraceTree } from '../trace/trace-tree.ts';
import { causeValues, elementsOf, matchesJson } from './root-cause-elements.ts';
import { Subject } from './subject.ts';
import { type TermTest, toTermTest, type Value } from './term.ts';
import { edgeValues, serviceValues, traceValues } from './values.ts';

/** Whether a trace is selected. */
export type Predicate = (tree: TraceTree) => boolean;

/** The meaning of a filter expression; groups must have been replaced. */
export function toPredicate(filter: FilterTree): Predicate {
  const test = compile<Subject>(filter, traceTest);
  return (tree) => test(new Subject(tree));
}

/** Whether a node is the one that a pattern names; without a pattern any is. */
export function matchesNode({ name, type, account }: ServiceNode, pattern: NodePattern | undefined): boolean {
  if (!pattern) return true;
  if (pattern.by === 'name') return name === pattern.name;
  return (
    (pattern.name === undefined || name === pattern.name) &&
    (pattern.type === undefined || type === pattern.type) &&
    (pattern.accountId === undefined || account === pattern.accountId)
  );
}

type Test<T> = (subject: T) => boolean;
type Leaf = Exclude<FilterTree, { kind: 'and' | 'or' | 'not' }>;

// AND, OR and NOT mean the same everywhere; the terms between them depend on the place.
function compile<T>(tree: FilterTree, toTest: (leaf: Leaf) => Test<T>): Test<T> {
  if (tree.kind === 'not') {
    const operand = compile(tree.operand, toTest);
    return (subject) => !operand(subject);
  }
  if (tree.kind === 'and' || tree.kind === 'or') {
    const operands = tree.operands.map((operand) => compile(operand, toTest));
    return tree.kind === 'and'
      ? (subject) => operands.every((operand) => operand(subject))
      : (subject) => operands.some((operand) => operand(subject));
  }
  return toTest(tree as Leaf);
}

function traceTest(leaf: Leaf): Test<Subject> {
  switch (leaf.kind) {
    case 'term': {
      const { keyword } = leaf;
      const satisfies = toTermTest(leaf);
      return (subject) => satisfies(traceValues(keyword, subject));
    }
    case 'service': {
      const { node, block } = leaf;
      const holds = block ? compile(block, serviceTest) : () => true;
      return (subject) =>
        subject.tree.segments.some((segment) => matchesNode(nodeOf(segment), node) && holds({ segment, subject }));
    }
    case 'edge': {
      const { from, to, block } = leaf;
      const holds = block ? blockTest(block, edgeValues) : () => true;
      return (subject) =>
        subject.connections.some(
          (connection) => matchesNode(connection.from, from) && matchesNode(connection.to, to) && holds(connection),
        );
    }
    case 'rootcause': {
      const { cause, element, block } = leaf;
      const holds = blockTest(block, causeValues);
      return (subject) => subject.rootCauses(cause).some((rootCause) => elementsOf(rootCause, element).some(holds));
    }
    case 'rootcause.json': {
      const { pattern } = leaf;
      return (subject) => {
        const causes = (['responsetime', 'fault', 'error'] as const).flatMap((kind) => subject.rootCauses(kind));
        return pattern.every((wanted) => causes.some((cause) => matchesJson(cause, wanted)));
      };
    }
    case 'group':
      throw new Error('Groups are replaced before.');
  }
}

function serviceTest(leaf: Leaf): Test<{ segment: TraceTree['segments'][number]; subject: Subject }> {
  const { keyword, satisfies } = termOf(leaf);
  return ({ segment, subject }) => satisfies(serviceValues(keyword, segment, subject));
}

function blockTest<T>(block: FilterTree, valuesOf: (keyword: TermLeaf['keyword'], of: T) => readonly Value[]): Test<T> {
  return compile<T>(block, (leaf) => {
    const { keyword, satisfies } = termOf(leaf);
    return (subject) => satisfies(valuesOf(keyword, subject));
  });
}

type TermLeaf = Extract<Leaf, { kind: 'term' }>;

function termOf(leaf: Leaf): { keyword: TermLeaf['keyword']; satisfies: TermTest } {
  if (leaf.kind !== 'term') throw new Error('The parser lets only terms into blocks.');
  return { keyword: leaf.keyword, satisfies: toTermTest(leaf) };
}
