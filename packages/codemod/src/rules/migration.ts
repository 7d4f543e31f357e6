import type MagicString from 'magic-string';
import type { Remark } from '../report/finding.ts';
import type { Bindings } from '../sdk/bindings.ts';
import type { Problem } from '../sdk/problem.ts';
import type { ApiNames } from '../source/api-names.ts';
import { indentOf, indentUnit } from '../source/layout.ts';
import type { Node } from '../source/nodes.ts';
import type { MigrateOptions } from '../source/options.ts';
import type { Source } from '../source/source.ts';

/** One change of the text. Changes of smaller ranges come first, so that a larger one sees them. */
interface Edit {
  readonly node: Node;
  readonly apply: () => void;
}

/** All that the rules work with. */
export interface Migration {
  readonly source: Source;
  readonly options: Required<MigrateOptions>;
  readonly bindings: Bindings;
  readonly text: MagicString;
  readonly api: ApiNames;
  readonly edits: Edit[];
  readonly remarks: Remark[];
  /** Statements that go, and properties and arguments with their comma. */
  readonly removals: Set<Node>;
  /** The bodies that move to the right. */
  readonly indented: Node[];
  /** The beginnings of uses that were removed from the text: a binding without others is removed too. */
  readonly gone: Set<Node>;
}

/** Notes a change, and which uses of the SDK go with it. */
export function edit(m: Migration, node: Node, apply: () => void, gone: readonly Node[] = []): void {
  m.edits.push({ node, apply });
  for (const root of gone) m.gone.add(root);
}

/** Says something about a node. */
export function remark(
  m: Migration,
  severity: Remark['severity'],
  node: Node,
  said: Pick<Remark, 'rule' | 'construct' | 'why' | 'todo'>,
): void {
  m.remarks.push({ severity, offset: node.start, ...said });
}

/** Says that something stays, once for each place. */
export function manual(m: Migration, { node, ...said }: Problem): void {
  const isSaid = m.remarks.some(
    ({ severity, offset, construct }) => severity === 'manual' && offset === node.start && construct === said.construct,
  );
  if (!isSaid) remark(m, 'manual', node, said);
}

/** The white space in front of new lines beside a node, where the bodies around it have moved. */
export function indentFor(m: Migration, node: Node): string {
  const moved = m.indented.filter((body) => body.start <= node.start && node.end <= body.end && body !== node).length;
  return indentOf(m.source.text, node.start) + indentUnit(m.source.text).repeat(moved);
}
