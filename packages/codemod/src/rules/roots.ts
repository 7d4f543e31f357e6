import type { Use } from '../sdk/bindings.ts';
import { problem } from '../sdk/problem.ts';
import { type Segment, type Segments, targetOf } from '../sdk/segments.ts';
import { isNode, keyOf, type Node, type NodeOf } from '../source/nodes.ts';
import { functionAround, wrapped } from '../source/source.ts';
import { edit, type Migration } from './migration.ts';
import { isSetInRun } from './namespace.ts';
import { type Rule, stays } from './plan.ts';

/** R6, R7: `new Segment(name)` starts a root, `new Subsegment(name)` a span below the one that it is added to. */
export const made: Rule = (m, segments, use) => {
  const { call, path, node } = use;
  if (!isNode(call, 'NewExpression'))
    return stays(use, problem(node, 'D18', path, 'Spans have no class.', 'Check whether there is a span.'));
  if (call.arguments.length !== 1 || isNode(call.arguments[0], 'SpreadElement'))
    return stays(use, problem(call, 'I47', `new ${path}(root, parent)`, 'It continues a trace by hand.', EXTRACT));
  const target = targetOf(m.source, call);
  const segment = target && segments.ofNode(target);
  if (path === 'Segment') {
    const parent = m.source.parentOf(call);
    const isSet = parent !== undefined && isSetInRun(m, parent);
    if (!segment && !isSet)
      return stays(use, problem(call, 'R7', 'new Segment', 'The segment is stored or handed on.'));
    return { use, segment, rewrite: () => start(m, use, call, '{ kind: KIND.SERVER, root: true }', undefined) };
  }
  const added = segment && addition(m, segment);
  if (!segment || !added)
    return stays(use, problem(call, 'R6', 'new Subsegment', 'It is not clear what it is added to.'));
  const owner = parentOf(segments, added);
  if (owner === undefined || !isDeclaredBefore(owner, call))
    return stays(use, problem(call, 'R6', 'new Subsegment', 'Its target is not known there.'));
  return {
    use,
    segment,
    rewrite() {
      const isActive =
        owner.home === functionAround(m.source, call) && (owner.origin === 'capture' || owner.origin === 'active');
      start(m, use, call, undefined, isActive ? undefined : owner.variable.name);
    },
  };
};

const EXTRACT =
  'Take the parent from the headers: context.with(propagation.extract(context.active(), headers), () => …).';

function start(
  m: Migration,
  { root }: Use,
  call: NodeOf<'NewExpression'>,
  options: string | undefined,
  parent: string | undefined,
): void {
  const { api, text } = m;
  const tracer = api.tracer();
  const given = options?.replace('KIND', () => api.value('SpanKind'));
  const where = parent && `${api.value('trace')}.setSpan(${api.value('context')}.active(), ${parent})`;
  edit(
    m,
    call,
    () => {
      const [name] = call.arguments;
      const args = [
        name ? text.slice(name.start, name.end) : "''",
        ...(given ? [given] : where ? ['undefined', where] : []),
      ];
      text.overwrite(call.start, call.end, `${tracer}.startSpan(${args.join(', ')})`);
    },
    [root],
  );
}

/** The one call `parent.addSubsegment(segment)`. */
function addition({ source }: Migration, { variable }: Segment): NodeOf<'CallExpression'> | undefined {
  const calls = variable.references.flatMap(({ identifier }) => {
    const call = source.parentOf(wrapped(source, identifier as unknown as Node));
    const isAdding =
      isNode(call, 'CallExpression') &&
      isNode(call.callee, 'MemberExpression') &&
      keyOf(call.callee) === 'addSubsegment';
    return isAdding ? [call] : [];
  });
  return calls.length === 1 ? calls[0] : undefined;
}

function parentOf(segments: Segments, { callee }: NodeOf<'CallExpression'>): Segment | undefined {
  return isNode(callee, 'MemberExpression') ? segments.ofNode(callee.object) : undefined;
}

function isDeclaredBefore({ variable }: Segment, node: Node): boolean {
  const declared = variable.identifiers[0] as unknown as Node | undefined;
  return declared !== undefined && declared.start < node.start;
}
