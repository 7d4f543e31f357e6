import type { Problem } from '../sdk/problem.ts';
import { problem } from '../sdk/problem.ts';
import { indentLines, newlineOf } from '../source/layout.ts';
import {
  type FunctionNode,
  isFunction,
  isNode,
  keyOf,
  type Node,
  type NodeOf,
  stripped,
  walk,
} from '../source/nodes.ts';
import { nodeOf, wrapped } from '../source/source.ts';
import { edit, indentFor, type Migration } from './migration.ts';
import { type Rule, stays } from './plan.ts';

const RUNS: ReadonlySet<string> = new Set(['run', 'runAndReturn', 'runPromise']);

/** A run of a namespace: `ns.run(() => { setSegment(segment); … })`. */
interface Run {
  readonly call: NodeOf<'CallExpression'>;
  readonly callback: FunctionNode;
  /** The statement in the callback that sets the segment. */
  readonly set: NodeOf<'ExpressionStatement'> | undefined;
}

/** R7: a run of the namespace becomes `context.with`. */
export const namespace: Rule = (m, segments, use) => {
  const { call, node } = use;
  if (!call) return stays(use, problem(node, 'R7', 'getNamespace', 'The function itself is used as a value.'));
  const calls = runCalls(m, call);
  if (calls === undefined)
    return stays(use, problem(call, 'R7', 'getNamespace', 'The namespace is not only used to run something.'));
  const runs: Run[] = [];
  for (const each of calls) {
    const run = readRun(m, each);
    if (!('callback' in run)) return stays(use, run);
    runs.push(run);
  }
  for (const run of runs) {
    const argument = setArgument(run);
    const segment = argument && segments.ofNode(argument);
    if (segment?.problem) return stays(use, segment.problem);
  }
  return {
    use,
    rewrite() {
      m.gone.add(use.root);
      const declarator = m.source.parentOf(wrapped(m.source, call));
      const declaration = declarator && m.source.parentOf(declarator);
      if (isNode(declarator, 'VariableDeclarator') && isNode(declaration, 'VariableDeclaration'))
        m.removals.add(declaration);
      for (const run of runs) rewriteRun(m, run);
    },
  };
};

/** R7: `setSegment` at the beginning of a run; alone it stays. */
export const setSegment: Rule = (m, segments, use) => {
  const { call, node, root } = use;
  const argument = call?.arguments[0];
  const segment = argument && segments.ofNode(argument);
  if (isNode(call, 'CallExpression') && isSetInRun(m, call))
    return { use, segment, rewrite: () => void m.gone.add(root) };
  const found = problem(call ?? node, 'I45', 'setSegment', 'It changes the active segment for all that follows.', WITH);
  if (segment) segment.problem ??= found;
  return { use, segment, problem: found, rewrite: () => {} };
};

const WITH =
  'Run what follows in a context with the span: context.with(trace.setSpan(context.active(), span), () => …).';

/** The calls of `run…` on a namespace; `undefined` where it is used otherwise. */
function runCalls(m: Migration, call: Node): NodeOf<'CallExpression'>[] | undefined {
  const { source } = m;
  const outer = wrapped(source, call);
  const parent = source.parentOf(outer);
  const receivers: Node[] = [];
  if (isNode(parent, 'VariableDeclarator') && isNode(parent.id, 'Identifier')) {
    const variable = source.variableOf(parent.id);
    if (!variable) return undefined;
    for (const reference of variable.references) if (reference.init !== true) receivers.push(nodeOf(reference));
  } else receivers.push(call);
  const calls: NodeOf<'CallExpression'>[] = [];
  for (const receiver of receivers) {
    const member = source.parentOf(wrapped(source, receiver));
    const run = member && source.parentOf(wrapped(source, member));
    const isRun =
      isNode(member, 'MemberExpression') &&
      RUNS.has(keyOf(member) ?? '') &&
      isNode(run, 'CallExpression') &&
      stripped(run.callee) === member;
    if (!isRun) return undefined;
    calls.push(run as NodeOf<'CallExpression'>);
  }
  return calls;
}

function readRun(m: Migration, call: NodeOf<'CallExpression'>): Run | Problem {
  const callback = call.arguments[0] && stripped(call.arguments[0]);
  if (!isFunction(callback) || !callback.body) return problem(call, 'R7', 'run', 'The callback is not written there.');
  const sets: NodeOf<'CallExpression'>[] = [];
  walk(callback.body, (node) => {
    if (isNode(node, 'CallExpression') && m.bindings.pathOf(node.callee) === 'sdk.setSegment') sets.push(node);
    return undefined;
  });
  if (sets.length > 1) return problem(call, 'R7', 'setSegment', 'The run sets several segments.');
  const [set] = sets;
  if (!set) return { call, callback, set: undefined };
  const statement = m.source.parentOf(set);
  const isOwn =
    isNode(callback.body, 'BlockStatement') &&
    isNode(statement, 'ExpressionStatement') &&
    callback.body.body.includes(statement);
  return isOwn ? { call, callback, set: statement } : problem(set, 'I45', 'setSegment', 'It is not always reached.');
}

/** Whether a call of `setSegment` is a statement of a run's callback. */
export function isSetInRun(m: Migration, call: Node): boolean {
  const statement = m.source.parentOf(call);
  const block = statement && m.source.parentOf(statement);
  const callback = block && m.source.parentOf(block);
  const run = isFunction(callback) ? m.source.parentOf(wrapped(m.source, callback)) : undefined;
  if (!isNode(statement, 'ExpressionStatement') || !isNode(run, 'CallExpression')) return false;
  const member = stripped(run.callee);
  if (!isNode(member, 'MemberExpression') || !RUNS.has(keyOf(member) ?? '')) return false;
  return m.bindings.uses.some((use) => use.path === 'getNamespace' && use.call && runCalls(m, use.call)?.includes(run));
}

function setArgument({ set }: Run): Node | undefined {
  const call = set && stripped(set.expression);
  return isNode(call, 'CallExpression') ? call.arguments[0] : undefined;
}

function rewriteRun(m: Migration, run: Run): void {
  const { source, text, api } = m;
  const { call, callback, set } = run;
  const context = api.value('context');
  const trace = api.value('trace');
  const argument = setArgument(run);
  const inner = argument && stripped(argument);
  const declared = inner && (source.variableOf(inner)?.defs[0]?.name as unknown as Node | undefined);
  const isInside = declared !== undefined && callback.start <= declared.start && declared.end <= callback.end;
  edit(m, call, () => {
    const withSpan = argument
      ? `${trace}.setSpan(${context}.active(), ${text.slice(argument.start, argument.end)})`
      : '';
    text.overwrite(call.callee.start, call.callee.end, `${context}.with`);
    const first = argument && !isInside ? withSpan : `${context}.active()`;
    text.appendRight((call.arguments[0] as Node).start, `${first}, `);
    if (!isInside || !set || !callback.body) return;
    const isAsync = callback.async ? 'async ' : '';
    text.overwrite(set.start, set.end, `return ${context}.with(${withSpan}, ${isAsync}() => {`);
    const end = source.text.lastIndexOf('\n', callback.body.end - 1) + 1;
    if (end <= set.end) {
      text.appendLeft(callback.body.end - 1, '}); ');
      return;
    }
    indentLines(source, text, callback.body, { from: set.end, to: end, removed: m.removals });
    text.prependRight(end, `${indentFor(m, set)}});${newlineOf(source.text)}`);
  });
  // The lines behind it move to the right.
  if (isInside && set && callback.body) m.indented.push({ ...callback.body, start: set.end });
  if (set && !isInside) m.removals.add(set);
}
