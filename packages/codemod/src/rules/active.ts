import type { Use } from '../sdk/bindings.ts';
import { problem } from '../sdk/problem.ts';
import { isActive, METHODS, type MethodCall, type Segments, targetOf } from '../sdk/segments.ts';
import { isNode, keyOf, type Node, stripped } from '../source/nodes.ts';
import { functionAround, wrapped } from '../source/source.ts';
import { BY_HELPER } from './annotations.ts';
import { rewriteCall, rewriteRead } from './methods.ts';
import { edit, type Migration } from './migration.ts';
import { type Rule, stays } from './plan.ts';

/** R6: `getSegment()` becomes the active span. */
export const active: Rule = (m, segments, use) => {
  const { call, path, node } = use;
  if (!call) return stays(use, problem(node, 'R6', path, 'The function itself is used as a value.'));
  if (!isActive(use)) return stays(use, problem(call, 'R6', path, 'The segment of something is read from it.'));
  if (!functionAround(m.source, call))
    return stays(use, problem(call, 'I58', path, 'At the top level there is no active span.', INSIDE));
  const outer = wrapped(m.source, call);
  const parent = m.source.parentOf(outer);
  const target = targetOf(m.source, call);
  if (target) {
    const segment = segments.ofNode(target);
    return { use, segment, rewrite: () => rewriteActive(m, segments, use, target) };
  }
  if (isNode(parent, 'MemberExpression')) return member(m, segments, use, parent);
  if (isTruth(m, outer)) return { use, rewrite: () => ask(m, use) };
  if (isNode(parent, 'CallExpression') && isCapture(m, parent)) return { use, rewrite: () => {} };
  return stays(
    use,
    problem(call, 'R6', path, 'It is stored, returned or handed on, and may be used as a segment there.', PASS),
  );
};

const INSIDE = 'Call it inside of the function that uses it: trace.getActiveSpan().';
const PASS = 'Let that code call trace.getActiveSpan().';

function isCapture({ bindings }: Migration, call: Node): boolean {
  return bindings.uses.some((use) => use.call === call && use.path.startsWith('capture'));
}

function isTruth({ source }: Migration, node: Node): boolean {
  const parent = source.parentOf(node);
  if (isNode(parent, 'UnaryExpression')) return parent.operator === '!';
  return isNode(parent, 'IfStatement', 'ConditionalExpression') && parent.test === node;
}

function ask(m: Migration, { node, root, call }: Use): void {
  const trace = m.api.value('trace');
  const replaced = call ?? node;
  edit(m, replaced, () => m.text.overwrite(replaced.start, replaced.end, `${trace}.getActiveSpan()`), [root]);
}

/** Removes a variable that only served to start subsegments. */
function rewriteActive(m: Migration, segments: Segments, use: Use, target: Node): void {
  const segment = segments.ofNode(target);
  const home = segment?.home;
  const onlyStarts =
    segment !== undefined &&
    segment.reads.length === 0 &&
    segment.calls.every(({ name, node }) => name === 'addNewSubsegment' && functionAround(m.source, node) === home) &&
    segment.variable.references.every(
      (reference) =>
        reference.isWrite() ||
        segment.calls.some(({ receiver }) => stripped(receiver) === (reference.identifier as unknown)),
    );
  const declarator = m.source.parentOf(target);
  const declaration = declarator && m.source.parentOf(declarator);
  if (onlyStarts && isNode(declaration, 'VariableDeclaration') && declaration.declarations.length === 1) {
    m.removals.add(declaration);
    m.gone.add(use.root);
    return;
  }
  ask(m, use);
}

/** `getSegment().…`: the call has no name for its segment. */
function member(
  m: Migration,
  segments: Segments,
  use: Use,
  parent: Node & { type: 'MemberExpression' },
): ReturnType<Rule> {
  const name = keyOf(parent) ?? 'a computed member';
  const outer = wrapped(m.source, parent);
  const call = m.source.parentOf(outer);
  if (!isNode(call, 'CallExpression') || call.callee !== outer) {
    if (!['trace_id', 'id', 'notTraced'].includes(name) || isNode(call, 'AssignmentExpression'))
      return stays(use, problem(parent, 'R8', name, 'A span has no such member.'));
    return {
      use,
      rewrite() {
        ask(m, use);
        rewriteRead(m, parent, name, true);
      },
    };
  }
  if (!METHODS.has(name) || name === 'close' || name === 'addSubsegment')
    return stays(use, problem(parent, 'R5', name, 'There is no call of OpenTelemetry that does the same.'));
  const started = name === 'addNewSubsegment' ? targetOf(m.source, call) : undefined;
  if (
    name === 'addNewSubsegment' &&
    !started &&
    !isNode(m.source.parentOf(wrapped(m.source, call)), 'ExpressionStatement')
  )
    return stays(use, problem(call, 'R6', name, 'The subsegment is passed on directly.'));
  const isOptional = parent.optional || call.optional;
  const method: MethodCall = { segment: undefined, node: call, receiver: parent.object, name, isOptional };
  return {
    use,
    segment: started && segments.ofNode(started),
    rewrite() {
      if (name === 'addNewSubsegment') m.gone.add(use.root);
      else ask(m, use);
      rewriteCall(m, method, BY_HELPER);
    },
  };
}
