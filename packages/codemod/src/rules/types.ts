import { problem } from '../sdk/problem.ts';
import { isNode, type Node } from '../source/nodes.ts';
import { edit } from './migration.ts';
import { type Rule, stays } from './plan.ts';

/** R9: the types of segments become `Span`. */
export const segmentType: Rule = (m, segments, use) => {
  const { node, path, root } = use;
  const parent = m.source.parentOf(node);
  const qualified = isNode(parent, 'TSQualifiedName') ? parent : undefined;
  const type = qualified ?? node;
  const reference = m.source.parentOf(type);
  if (!isNode(reference, 'TSTypeReference'))
    return stays(use, problem(node, 'D18', path, 'The class is used as a value, or extended.'));
  const owner = ownerOf(m.source.parentOf, reference);
  const segment = owner && segments.ofNode(owner);
  return {
    use,
    segment,
    rewrite() {
      const span = m.api.type('Span');
      edit(m, type, () => m.text.overwrite(type.start, type.end, span), [root]);
    },
  };
};

/** The parameter or variable that a type belongs to. */
function ownerOf(parentOf: (node: Node) => Node | undefined, type: Node): Node | undefined {
  let node = parentOf(type);
  while (isNode(node, 'TSUnionType', 'TSTypeAnnotation')) node = parentOf(node);
  return isNode(node, 'Identifier') ? node : undefined;
}
