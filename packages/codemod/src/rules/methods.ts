import type { MethodCall, Segment, Segments } from '../sdk/segments.ts';
import { newlineOf, quoted, semicolonOf } from '../source/layout.ts';
import { isFunction, isNode, keyOf, type Node, stripped, textOf } from '../source/nodes.ts';
import { functionAround, wrapped } from '../source/source.ts';
import { type AnnotationPlan, annotationPlan, writeAnnotation, writeMetadata } from './annotations.ts';
import { edit, indentFor, type Migration, remark } from './migration.ts';

/** R5: the calls and reads of all segments that are rewritten. */
export function rewriteSegments(m: Migration, segments: Segments): void {
  for (const segment of segments.byVariable.values()) {
    if (segment.problem) continue;
    const plan = annotationPlan(m, segments, segment);
    for (const call of segment.calls) rewriteCall(m, call, plan);
    for (const { node, name } of segment.reads) rewriteRead(m, node, name, segment.origin === 'active');
  }
}

/** Rewrites one call of a method; `plan` says which annotations of the span are written together. */
export function rewriteCall(m: Migration, call: MethodCall, plan: AnnotationPlan): void {
  const { node, name } = call;
  switch (name) {
    case 'addAnnotation':
      writeAnnotation(m, call, plan);
      return;
    case 'addMetadata':
      writeMetadata(m, call, plan);
      return;
    case 'addNewSubsegment':
      startSpan(m, call);
      return;
    case 'addSubsegment':
      return void m.removals.add(m.source.parentOf(wrapped(m.source, node)) ?? node);
    case 'isClosed':
      negateIsClosed(m, call);
      return;
    case 'close.bind':
      writeBoundClose(m, call);
      return;
    default:
      writeStatements(m, call);
  }
}

/** D19: `close.bind(sub)` receives the error; `end` would read it as a time. */
function writeBoundClose(m: Migration, call: MethodCall): void {
  const { node } = call;
  m.api.value('SpanStatusCode');
  edit(m, node, () => {
    const span = receiverOf(m, call);
    const recording = recorded(m, span, 'err', true).map(withSemicolon).join(' ');
    m.text.overwrite(node.start, node.end, `(err) => { if (err) { ${recording} } ${span}.end(); }`);
  });
}

const withSemicolon = (code: string): string => `${code};`;

/** The span with the dot of its method: `sub.`, `sub?.`. */
function receiverOf(m: Migration, { receiver, isOptional, segment }: MethodCall): string {
  const text = m.text.slice(receiver.start, receiver.end);
  const mayBeMissing = isOptional || segment === undefined || segment.origin === 'active';
  return mayBeMissing ? `${text}?` : text;
}

/** `addNewSubsegment` starts a span below the active one, or below the one it is called on. */
function startSpan(m: Migration, call: MethodCall): void {
  const { node, receiver, segment } = call;
  const here = functionAround(m.source, node);
  const isActive =
    segment === undefined || ((segment.origin === 'capture' || segment.origin === 'active') && segment.home === here);
  const tracer = m.api.tracer();
  edit(m, node, () => {
    const args = node.arguments.map(({ start, end }) => m.text.slice(start, end));
    const parent = m.text.slice(receiver.start, receiver.end);
    if (!isActive) args.push('undefined', parentContext(m, parent, segment));
    m.text.overwrite(node.start, node.end, `${tracer}.startSpan(${args.join(', ')})`);
  });
  if (!isActive) {
    m.api.value('trace');
    m.api.value('context');
  }
}

/** The context of another span. */
function parentContext(m: Migration, parent: string, segment: Segment | undefined): string {
  const active = `${m.api.value('context')}.active()`;
  const set = `${m.api.value('trace')}.setSpan(${active}, ${parent})`;
  return segment?.origin === 'active' ? `${parent} ? ${set} : ${active}` : set;
}

/** D17: an unsampled span counts as closed, whose end does nothing either. */
function negateIsClosed(m: Migration, call: MethodCall): void {
  const { node } = call;
  const outer = wrapped(m.source, node);
  const parent = m.source.parentOf(outer);
  remark(m, 'info', node, {
    rule: 'R5',
    construct: 'isClosed',
    why: 'A span that is not sampled counts as closed.',
    todo: 'Nothing: its end does nothing either.',
  });
  const isNegated = isNode(parent, 'UnaryExpression') && parent.operator === '!';
  const replaced = isNegated ? parent : node;
  edit(m, replaced, () =>
    m.text.overwrite(replaced.start, replaced.end, `${isNegated ? '' : '!'}${receiverOf(m, call)}.isRecording()`),
  );
}

/** Calls that become one or several statements. */
function writeStatements(m: Migration, call: MethodCall): void {
  const { node } = call;
  if (call.name === 'addErrorFlag')
    remark(m, 'info', node, {
      rule: 'R5',
      construct: call.name,
      why: 'OpenTelemetry knows one kind of failure.',
      todo: FLAGS,
    });
  const codes = (): string[] => statementsOf(m, call);
  // The names are reserved now: imports are written before the text.
  statementsOf(m, call);
  const { source, text } = m;
  const outer = wrapped(source, node);
  const parent = source.parentOf(outer);
  const semi = semicolonOf(source.text);
  if (isNode(parent, 'ExpressionStatement')) {
    const owner = source.parentOf(parent);
    const isListed = isNode(owner, 'BlockStatement', 'Program', 'SwitchCase');
    edit(m, parent, () => {
      const written = codes().map((code) => (code.endsWith('}') ? code : `${code}${semi}`));
      const indent = indentFor(m, parent);
      const isOwnLine = source.text.slice(source.text.lastIndexOf('\n', parent.start) + 1, parent.start).trim() === '';
      const joint = isListed && isOwnLine ? `${newlineOf(source.text)}${indent}` : ' ';
      const all = written.join(joint);
      text.overwrite(parent.start, parent.end, isListed || written.length === 1 ? all : `{ ${all} }`);
    });
    return;
  }
  const isArrowBody = isNode(parent, 'ArrowFunctionExpression') && parent.body === outer;
  edit(m, outer, () => {
    const written = codes();
    if (written.length === 1 && !written[0]?.startsWith('if '))
      text.overwrite(outer.start, outer.end, written[0] ?? '');
    else if (isArrowBody)
      text.overwrite(
        outer.start,
        outer.end,
        `{ ${written.map((code) => (code.endsWith('}') ? code : withSemicolon(code))).join(' ')} }`,
      );
    else text.overwrite(outer.start, outer.end, `(${written.map(asExpression).join(', ')})`);
  });
}

/** `if (err) { a; b; }` inside an expression. */
function asExpression(code: string): string {
  const guarded = /^if \((.+?)\) \{\s*([\s\S]*?)\s*\}$/.exec(code);
  if (!guarded) return code;
  const parts = (guarded[2] ?? '').split(/;\s*/).filter((part) => part !== '');
  return `${guarded[1]} && (${parts.join(', ')})`;
}

function statementsOf(m: Migration, call: MethodCall): string[] {
  const { node, name } = call;
  const span = receiverOf(m, call);
  const [argument] = node.arguments;
  const given = argument && m.text.slice(argument.start, argument.end);
  const set = (key: string, value: string): string => `${span}.setAttribute(${quoted(m.source, key)}, ${value})`;
  const failed = (): string => `${span}.setStatus({ code: ${m.api.value('SpanStatusCode')}.ERROR })`;
  switch (name) {
    case 'close':
      return [...(argument && given ? errorStatements(m, call, argument, given) : []), closing(m, call, span)];
    case 'addError':
      return argument && given ? errorStatements(m, call, argument, given) : [];
    case 'setUser':
      return [set('enduser.id', given ?? 'undefined')];
    case 'addFaultFlag':
      return [set('aws.xray.fault', 'true'), failed()];
    case 'addErrorFlag':
      return [set('aws.xray.error', 'true'), failed()];
    default:
      return [set('aws.xray.throttle', 'true'), failed()];
  }
}

const FLAGS = 'Nothing: our exporter makes the flag from the attribute; other exporters show an error.';

/** The end of a span, once: where another path of the same `try` may have ended it, only if that did not happen. */
function closing({ source }: Migration, { node, segment }: MethodCall, span: string): string {
  const end = `${span}.end()`;
  return segment && mayHaveEnded(source, node, segment) ? `if (${span}.isRecording()) ${end}` : end;
}

function mayHaveEnded(source: Migration['source'], node: Node, segment: Segment): boolean {
  const others = segment.calls.filter((call) => call.name === 'close' && call.node !== node);
  for (let inner: Node = node, outer = source.parentOf(inner); outer; inner = outer, outer = source.parentOf(inner)) {
    if (isFunction(outer)) return false;
    // A guard that the program has already.
    if (isNode(outer, 'IfStatement') && source.text.slice(outer.test.start, outer.test.end).includes('isClosed'))
      return false;
    if (!isNode(outer, 'TryStatement')) continue;
    const { block, handler, finalizer } = outer;
    const isIn = (part: Node | null | undefined) =>
      others.some((other) => part && part.start <= other.node.start && other.node.end <= part.end);
    if (inner === finalizer && (isIn(block) || isIn(handler))) return true;
    if (inner === handler && others.some((other) => isIn(block) && throwsLater(source, block, other.node))) return true;
  }
  return false;
}

/** Whether something behind a call may still throw. */
function throwsLater(source: Migration['source'], block: Node, close: Node): boolean {
  return /[\w$)\]]\s*\(|\bawait\b|\bthrow\b/.test(source.text.slice(close.end, block.end));
}

function errorStatements(m: Migration, call: MethodCall, argument: Node, given: string): string[] {
  const span = receiverOf(m, call);
  const inner = stripped(argument);
  const isName = isNode(inner, 'Identifier', 'MemberExpression');
  const codes = recorded(m, span, given, isName, textOf(inner) === undefined ? undefined : given);
  if (!isName || isSurelyThere(m, inner)) return codes;
  const plain = m.text.slice(inner.start, inner.end);
  return [`if (${plain}) { ${codes.map(withSemicolon).join(' ')} }`];
}

function recorded(m: Migration, span: string, error: string, hasMessage: boolean, message?: string): string[] {
  const code = `code: ${m.api.value('SpanStatusCode')}.ERROR`;
  const owner = /^[\w$.]+$/.test(error) ? error : `(${error})`;
  const told = message ?? (hasMessage ? `${owner}.message` : undefined);
  return [`${span}.recordException(${error})`, `${span}.setStatus({ ${code}${told ? `, message: ${told}` : ''} })`];
}

/** Whether an error is certain: one that was caught, the reason of a rejected promise, or one that a condition has tested. */
function isSurelyThere({ source }: Migration, error: Node): boolean {
  const variable = source.variableOf(error);
  const definition = variable?.defs[0];
  if (definition && String(definition.type) === 'CatchClause') return true;
  const owner = definition?.node as unknown as Node | undefined;
  if (isFunction(owner)) {
    const call = source.parentOf(owner);
    if (isNode(call, 'CallExpression') && isNode(call.callee, 'MemberExpression')) {
      const name = keyOf(call.callee);
      if (name === 'catch' || (name === 'then' && call.arguments[1] === owner)) return true;
    }
  }
  for (let node = source.parentOf(error); node !== undefined; node = source.parentOf(node)) {
    if (isFunction(node)) return false;
    if (isNode(node, 'IfStatement') && error.start > node.consequent.start && error.end <= node.consequent.end)
      if (source.text.slice(node.test.start, node.test.end) === source.text.slice(error.start, error.end)) return true;
  }
  return false;
}

/** R8: ids in the forms that logs and headers expect. */
export function rewriteRead(m: Migration, node: Node, name: string, mayBeMissing: boolean): void {
  const { text } = m;
  edit(m, node, () => {
    if (!isNode(node, 'MemberExpression')) return;
    const optional = mayBeMissing || node.optional ? '?' : '';
    const span = `${text.slice(node.object.start, node.object.end)}${optional}.spanContext()`;
    text.overwrite(node.start, node.end, idOf(span, name));
  });
}

function idOf(span: string, name: string): string {
  if (name === 'trace_id') return `${span}.traceId.replace(/^(.{8})/, '1-$1-')`;
  return name === 'id' ? `${span}.spanId` : `${span}.traceFlags === 0`;
}
