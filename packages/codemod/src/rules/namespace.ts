import type { Use } from '../sdk/bindings.ts';
import type { Problem } from '../sdk/problem.ts';
import { problem } from '../sdk/problem.ts';
import type { Segment, Segments } from '../sdk/segments.ts';
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
import { inside, nodeOf, type Source, wrapped } from '../source/source.ts';
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

/** R7: a run of the namespace becomes `context.with`; all its runs do, or none. */
export const namespace: Rule = (m, segments, use) => {
  const { call } = use;
  const runs = readRuns(m, use);
  const all = segmentsOf(m, segments, use);
  for (const segment of all) for (const other of all) if (other !== segment) segment.related.add(other);
  if (!call || !Array.isArray(runs)) return stays(use, runs as Problem, all);
  return {
    use,
    segments: all,
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
  const own = call?.arguments[0] && segments.ofNode(call.arguments[0]);
  const owner = call && namespaceOf(m, call);
  const shared = owner ? segmentsOf(m, segments, owner) : [];
  const runs = owner && readRuns(m, owner);
  const all = own ? [own, ...shared] : shared;
  if (Array.isArray(runs)) return { use, segments: all, rewrite: () => void m.gone.add(root) };
  const found = problem(call ?? node, 'I45', 'setSegment', 'It changes the active segment for all that follows.', WITH);
  return stays(use, runs ?? found, all);
};

/** The segments that the runs of a namespace set: they are rewritten with it, or none is. */
function segmentsOf(m: Migration, segments: Segments, { call }: Use): Segment[] {
  const runs = (call && runCalls(m, call))?.flatMap((each) => setsIn(m, each.arguments[0])) ?? [];
  return runs.flatMap((set) => (set.arguments[0] && segments.ofNode(set.arguments[0])) || []);
}

function readRuns(m: Migration, { call, node }: Use): Run[] | Problem {
  if (!call) return problem(node, 'R7', 'getNamespace', 'The function itself is used as a value.');
  const calls = runCalls(m, call);
  if (calls === undefined)
    return problem(call, 'R7', 'getNamespace', 'The namespace is not only used to run something.');
  const runs: Run[] = [];
  for (const each of calls) {
    const run = readRun(m, each);
    if (!('callback' in run)) return run;
    runs.push(run);
  }
  return runs;
}

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
  const sets = setsIn(m, callback);
  if (sets.length > 1) return problem(call, 'R7', 'setSegment', 'The run sets several segments.');
  const [set] = sets;
  if (!set) return { call, callback, set: undefined };
  const statement = m.source.parentOf(set);
  const isOwn =
    isNode(callback.body, 'BlockStatement') &&
    isNode(statement, 'ExpressionStatement') &&
    callback.body.body.includes(statement);
  if (!isOwn) return problem(set, 'I45', 'setSegment', 'It is not always reached.');
  const run: Run = { call, callback, set: statement };
  if (isSegmentInside(m, run) && isSplit(m, run))
    return problem(set, 'R7', 'setSegment', 'Code before it uses a name that is declared behind it.', WITH);
  return run;
}

/** The calls of `setSegment` in a callback. */
function setsIn(m: Migration, callback: Node | undefined): NodeOf<'CallExpression'>[] {
  const sets: NodeOf<'CallExpression'>[] = [];
  if (callback)
    walk(callback, (node) => {
      if (isNode(node, 'CallExpression') && m.bindings.pathOf(node.callee) === 'sdk.setSegment') sets.push(node);
      return undefined;
    });
  return sets;
}

/** The namespace in whose run a call of `setSegment` is. */
function namespaceOf(m: Migration, set: Node): Use | undefined {
  return m.bindings.uses.find(
    ({ path, call }) =>
      path === 'getNamespace' &&
      call &&
      runCalls(m, call)?.some((run) => setsIn(m, run.arguments[0]).includes(set as never)),
  );
}

/** Whether a run of a namespace will set the segment of a call of `setSegment`. */
export function isSetInRun(m: Migration, call: Node): boolean {
  const owner = namespaceOf(m, call);
  return owner !== undefined && Array.isArray(readRuns(m, owner));
}

function setArgument({ set }: Run): Node | undefined {
  const call = set && stripped(set.expression);
  return isNode(call, 'CallExpression') ? call.arguments[0] : undefined;
}

/** Whether the run itself declares the segment that it sets: the lines behind then become a callback of their own. */
function isSegmentInside({ source }: Migration, run: Run): boolean {
  const { callback } = run;
  const argument = setArgument(run);
  const declared = argument && declarationOf(source, stripped(argument));
  return declared !== undefined && inside(declared, callback);
}

/** Whether a name that is declared behind `setSegment` is used before it: it would not be visible there any longer. */
function isSplit({ source }: Migration, { callback, set }: Run): boolean {
  if (!set || !callback.body) return false;
  let found = false;
  walk(callback.body, (node) => {
    const declared = isNode(node, 'Identifier') && node.end <= set.start ? declarationOf(source, node) : undefined;
    found ||= declared !== undefined && set.end <= declared.start && inside(declared, callback);
    return undefined;
  });
  return found;
}

function declarationOf(source: Source, identifier: Node): Node | undefined {
  return source.variableOf(identifier)?.defs[0]?.name as unknown as Node | undefined;
}

function rewriteRun(m: Migration, run: Run): void {
  const { source, text, api } = m;
  const { call, callback, set } = run;
  const context = api.value('context');
  const trace = api.value('trace');
  const argument = setArgument(run);
  const isInside = isSegmentInside(m, run);
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
    text.appendLeft(end, `${indentFor(m, set)}});${newlineOf(source.text)}`);
  });
  // The lines behind it move to the right.
  if (isInside && set && callback.body) m.indented.push({ ...callback.body, start: set.end });
  if (set && !isInside) m.removals.add(set);
}
