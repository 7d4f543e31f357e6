import type { Use } from '../sdk/bindings.ts';
import { problem } from '../sdk/problem.ts';
import { callbackOf, isActive, METHODS, parameterName, type Segment } from '../sdk/segments.ts';
import { indentLines, indentUnit, newlineOf, semicolonOf } from '../source/layout.ts';
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
import { edit, indentFor, type Migration, remark } from './migration.ts';
import { type Plan, type Rule, stays } from './plan.ts';

/** R4: `captureFunc` and `captureAsyncFunc` become `startActiveSpan`, whose span ends on every path. */
export const capture: Rule = (m, segments, use) => {
  const { call, path, node } = use;
  if (!isNode(call, 'CallExpression'))
    return stays(use, problem(node, 'R4', path, 'The function itself is used as a value.'));
  const [name, argument, parent] = call.arguments;
  const callback = callbackOf(m.source, argument);
  const parameter = callback?.params[0];
  const identifier = parameterName(parameter);
  const segment = identifier && segments.ofNode(identifier);
  const plan = (found: Plan['problem']): Plan => ({ use, segment, problem: found, rewrite: () => {} });
  if (call.arguments.some((each) => isNode(each, 'SpreadElement')))
    return plan(problem(call, 'R4', `${path} with spread arguments`, 'It is not clear what is handed over.'));
  if (name === undefined || !callback)
    return plan(problem(call, 'R4', path, 'The callback is not in this file, or others call it too.'));
  if (callback.generator) return plan(problem(call, 'R4', path, 'The callback is a generator.'));
  if (callback.params.length > 1 || (parameter !== undefined && !segment))
    return plan(problem(callback, 'R4', path, 'Its parameter is destructured.'));
  if (parent !== undefined && !isActiveCall(m, parent))
    return plan(problem(parent, 'I36', 'explicit parent', 'The parent is handed over.', PARENT));
  return {
    use,
    segment,
    rewrite: () => rewriteCapture(m, { use, call, callback, segment, parent }),
  };
};

const PARENT = 'Run it in a context with the span: context.with(trace.setSpan(context.active(), parent), () => …).';

interface Captured {
  readonly use: Use;
  readonly call: NodeOf<'CallExpression'>;
  readonly callback: FunctionNode;
  readonly segment: Segment | undefined;
  readonly parent: Node | undefined;
}

function isActiveCall({ bindings }: Migration, node: Node): boolean {
  return bindings.uses.some((use) => use.call === stripped(node) && isActive(use));
}

function rewriteCapture(m: Migration, captured: Captured): void {
  const { use, call, callback, segment, parent } = captured;
  const { text, api } = m;
  const tracer = api.tracer();
  edit(m, use.node, () => text.overwrite(use.node.start, use.node.end, `${tracer}.startActiveSpan`), [use.root]);
  if (call.typeArguments) {
    const { start, end } = call.typeArguments;
    edit(m, call.typeArguments, () => text.remove(start, end));
  }
  if (parent) {
    const before = call.arguments[1] as Node;
    const root = m.bindings.uses.find((each) => each.call === stripped(parent))?.root;
    edit(m, parent, () => text.remove(before.end, parent.end), root ? [root] : []);
  }
  const ending = endingOf(m, captured);
  if (ending === undefined) return;
  const span = segment?.variable.name ?? addParameter(m, callback);
  if (ending.records) api.value('SpanStatusCode');
  if (callback.body) m.indented.push(callback.body);
  edit(m, callback, () => wrapBody(m, callback, span, ending));
}

/** How the body is wrapped. */
interface Ending {
  /** Records what the body throws. */
  readonly records: boolean;
  /** Ends the span whatever happens; else only what is thrown ends it. */
  readonly always: boolean;
  /** The body may have ended it when it throws. */
  readonly mayHaveEnded: boolean;
  readonly awaits: boolean;
}

function endingOf(m: Migration, { use, call, callback, segment }: Captured): Ending | undefined {
  const isAsync = callback.async;
  if (use.path === 'captureFunc') {
    if (isAsync)
      remark(m, 'info', call, {
        rule: 'I40',
        construct: `captureFunc ${labelOf(m, call)}`,
        why: 'The SDK closed the subsegment when the callback returned its promise.',
        todo: 'Nothing: the span lasts until the promise is settled.',
      });
    return { records: !isAsync, always: true, mayHaveEnded: closes(segment), awaits: isAsync };
  }
  if (!closes(segment) && segment?.escapes !== true) {
    remark(m, 'info', call, {
      rule: 'I35',
      construct: `captureAsyncFunc ${labelOf(m, call)}`,
      why: 'The callback never closed its subsegment.',
      todo: 'Nothing: the span ends with the callback.',
    });
    return { records: !isAsync, always: true, mayHaveEnded: false, awaits: isAsync };
  }
  // The SDK closes the subsegment with what the callback throws before it returns.
  if (isAsync || !mayThrow(callback)) return undefined;
  return { records: true, always: false, mayHaveEnded: closesAtOnce(callback, segment), awaits: false };
}

function labelOf({ source }: Migration, call: NodeOf<'CallExpression'>): string {
  const [name] = call.arguments;
  return name ? source.text.slice(name.start, name.end).replaceAll(/['"`]/g, '') : '';
}

function closes(segment: Segment | undefined): boolean {
  return segment?.calls.some(({ name }) => name === 'close' || name === 'close.bind') === true;
}

/** Whether it is closed in the callback's own code, and not in a function that runs later. */
function closesAtOnce(callback: FunctionNode, segment: Segment | undefined): boolean {
  const own = new Set<Node>();
  walkOwn(callback, (node) => void own.add(node));
  return segment?.calls.some(({ name, node }) => name === 'close' && own.has(node)) === true;
}

/** Whether the callback's own code calls something that may throw before it returns. */
function mayThrow(callback: FunctionNode): boolean {
  let found = false;
  walkOwn(callback, (node) => {
    if (isNode(node, 'ThrowStatement')) found = true;
    else if (isNode(node, 'NewExpression'))
      found ||= !(isNode(node.callee, 'Identifier') && node.callee.name === 'Promise');
    else if (isNode(node, 'CallExpression')) found ||= !isHarmless(node);
  });
  return found;
}

/** Timers, and the handlers of a promise that is there already. */
function isHarmless({ callee }: NodeOf<'CallExpression'>): boolean {
  if (isNode(callee, 'Identifier')) return TIMERS.has(callee.name);
  if (!isNode(callee, 'MemberExpression')) return false;
  const name = keyOf(callee) ?? '';
  return METHODS.has(name) || ['then', 'catch', 'finally', 'bind', 'nextTick'].includes(name);
}

const TIMERS: ReadonlySet<string> = new Set([
  'setTimeout',
  'setImmediate',
  'setInterval',
  'queueMicrotask',
  'clearTimeout',
]);

/** Visits what belongs to a function itself. */
function walkOwn(callback: FunctionNode, visit: (node: Node) => void): void {
  if (!callback.body) return;
  walk(callback.body, (node) => {
    if (isFunction(node)) return false;
    visit(node);
    return undefined;
  });
}

/** Gives the callback a parameter for its span. */
function addParameter(m: Migration, callback: FunctionNode): string {
  const { source, text } = m;
  let name = 'span';
  const used = new Set<string>();
  walk(callback, (node) => {
    if (isNode(node, 'Identifier')) used.add(node.name);
    return undefined;
  });
  for (let i = 2; used.has(name); i++) name = `span${i}`;
  const open = source.text.indexOf('(', callback.start);
  edit(m, callback, () => text.appendLeft(open + 1, name));
  return name;
}

function wrapBody(m: Migration, callback: FunctionNode, span: string, ending: Ending): void {
  const { source, text } = m;
  const { body } = callback;
  if (!body) return;
  const newline = newlineOf(source.text);
  const semi = semicolonOf(source.text);
  const unit = indentUnit(source.text);
  const base = indentFor(m, callback);
  const inner = base + unit;
  const error = span === 'err' ? 'error' : 'err';
  const line = (depth: string, code: string): string => `${newline}${depth}${code}`;
  const end = `${span}.end()${semi}`;
  const recording = ending.records ? recordingOf(m, span, error).map((code) => `${code}${semi}`) : [];
  const failing = ending.always ? recording : [...recording, end];
  const guarded =
    ending.mayHaveEnded && !ending.always
      ? [`if (${span}.isRecording()) {`, ...failing.map((code) => unit + code), '}']
      : failing;
  const tail =
    (ending.records
      ? `${line(inner, `} catch (${error}) {`)}${guarded.map((code) => line(inner + unit, code)).join('')}${line(inner + unit, `throw ${error}${semi}`)}`
      : '') +
    (ending.always
      ? `${line(inner, '} finally {')}${line(inner + unit, ending.mayHaveEnded ? `if (${span}.isRecording()) ${end}` : end)}`
      : '') +
    line(inner, '}');
  if (ending.awaits) awaitReturns(m, callback);
  if (!isNode(body, 'BlockStatement')) {
    const head = `{${line(inner, 'try {')}${line(inner + unit, `return ${ending.awaits ? 'await ' : ''}`)}`;
    indentLines(source, text, body, { from: body.start, to: body.end, removed: m.removals });
    text.appendRight(body.start, head);
    text.appendLeft(body.end, `${semi}${tail}${line(base, '}')}`);
    return;
  }
  const isOneLine = !source.text.slice(body.start, body.end).includes('\n');
  const first = body.body[0];
  if (isOneLine || first === undefined) {
    text.appendLeft(body.start + 1, `${line(inner, 'try {')}${line(inner + unit, '')}`);
    const content = source.text.slice(body.start + 1, body.end - 1);
    const blanks = /^\s*/.exec(content)?.[0].length ?? 0;
    if (blanks > 0 && first) text.remove(body.start + 1, body.start + 1 + blanks);
    const behind = /\s*$/.exec(content)?.[0].length ?? 0;
    if (behind > 0 && first) text.remove(body.end - 1 - behind, body.end - 1);
    text.appendLeft(body.end - 1, `${tail}${line(base, '')}`);
    return;
  }
  indentLines(source, text, body, {
    from: body.start,
    to: body.end - 1 - indentBefore(source.text, body.end - 1),
    removed: m.removals,
  });
  text.appendLeft(body.start + 1, line(inner, 'try {'));
  const lineStart = body.end - 1 - indentBefore(source.text, body.end - 1);
  // Before the indentation that an outer function adds to the closing line: inner edits are first.
  text.appendLeft(lineStart, `${tail.slice(newline.length)}${newline}`);
}

function indentBefore(text: string, offset: number): number {
  return /[ \t]*$/.exec(text.slice(0, offset))?.[0].length ?? 0;
}

function recordingOf({ api, source }: Migration, span: string, error: string): string[] {
  const thrown = source.isTypeScript ? `${error} as Error` : error;
  const message = source.isTypeScript ? `(${error} as Error).message` : `${error}?.message`;
  return [
    `${span}.recordException(${thrown})`,
    `${span}.setStatus({ code: ${api.value('SpanStatusCode')}.ERROR, message: ${message} })`,
  ];
}

/** A promise that is returned out of `try` must be awaited there. */
function awaitReturns({ text }: Migration, callback: FunctionNode): void {
  walkOwn(callback, (node) => {
    if (isNode(node, 'ReturnStatement') && node.argument && !isNode(node.argument, 'AwaitExpression', 'Literal'))
      text.appendRight(node.argument.start, 'await ');
  });
}
