import type { Variable } from '@typescript-eslint/scope-manager';
import { type FunctionNode, isFunction, isNode, keyOf, type Node, type NodeOf, stripped } from '../source/nodes.ts';
import { functionAround, nodeOf, type Source, wrapped } from '../source/source.ts';
import type { Bindings, Use } from './bindings.ts';
import { type Problem, problem } from './problem.ts';

/** The origin of a segment: the callback of a capture, the active one, one that was started, a root, a parameter with a type. */
type Origin = 'capture' | 'active' | 'started' | 'root' | 'typed';

/** A variable that holds a segment. */
export interface Segment {
  readonly variable: Variable;
  readonly origin: Origin;
  /** In its own code the segment is the active one; absent at the top level. */
  readonly home: FunctionNode | undefined;
  readonly calls: MethodCall[];
  readonly reads: { readonly node: NodeOf<'MemberExpression'>; readonly name: string }[];
  /** Those that are rewritten together with it, or not at all. */
  readonly related: Set<Segment>;
  /** It is handed to a function that may do what it likes with it. */
  escapes: boolean;
  problem: Problem | undefined;
}

/** A call of one of its methods. */
export interface MethodCall {
  readonly segment: Segment | undefined;
  readonly node: NodeOf<'CallExpression'>;
  readonly receiver: Node;
  readonly name: string;
  readonly isOptional: boolean;
}

/** All segments of a file, and the calls on one that has no name: `getSegment().addAnnotation(…)`. */
export interface Segments {
  readonly byVariable: ReadonlyMap<Variable, Segment>;
  readonly ofNode: (node: Node) => Segment | undefined;
}

/** The methods that can be rewritten. */
export const METHODS: ReadonlySet<string> = new Set([
  'close',
  'addAnnotation',
  'addMetadata',
  'setUser',
  'addError',
  'addFaultFlag',
  'addErrorFlag',
  'addThrottleFlag',
  'addNewSubsegment',
  'addSubsegment',
  'isClosed',
]);

/** The members that can be rewritten where they are read. */
const READABLE: ReadonlySet<string> = new Set(['trace_id', 'id', 'notTraced']);

/** Finds the variables that are known to hold segments (rule R5), and what is done with each. */
export function findSegments(source: Source, bindings: Bindings): Segments {
  const byVariable = new Map<Variable, Segment>();
  const waiting: Segment[] = [];
  const ofNode = (node: Node): Segment | undefined => {
    const variable = source.variableOf(stripped(node));
    return variable && byVariable.get(variable);
  };
  const add = (name: Node, origin: Origin, home: FunctionNode | undefined): Segment | undefined => {
    const variable = source.variableOf(name);
    if (!variable) return undefined;
    const earlier = byVariable.get(variable);
    if (earlier) return earlier;
    const segment: Segment = {
      variable,
      origin,
      home,
      escapes: false,
      problem: undefined,
      calls: [],
      reads: [],
      related: new Set(),
    };
    byVariable.set(variable, segment);
    waiting.push(segment);
    return segment;
  };
  const addTarget = (produced: Node, origin: Origin): Segment | undefined => {
    const target = targetOf(source, produced);
    return target && add(target, origin, functionAround(source, produced));
  };
  for (const use of bindings.uses) {
    if (CAPTURES.has(use.path) && use.call) {
      const callback = callbackOf(source, use.call.arguments[1]);
      const name = callback && parameterName(callback.params[0]);
      if (callback && name) add(name, 'capture', callback);
    } else if (isActive(use)) {
      addTarget(use.call as Node, 'active');
      const started = startedBy(source, use.call as Node);
      if (started) addTarget(started, 'started');
    } else if (isNode(use.call, 'NewExpression')) addTarget(use.call, use.path === 'Segment' ? 'root' : 'started');
    else if (isTypeUse(source, use)) {
      const parameter = typedParameter(source, use.node);
      if (parameter) add(parameter, 'typed', functionAround(source, parameter));
    }
  }
  for (let segment = waiting.pop(); segment !== undefined; segment = waiting.pop())
    lookAtReferences({ source, bindings, addTarget, ofNode }, segment);
  return { byVariable, ofNode };
}

const CAPTURES: ReadonlySet<string> = new Set(['captureFunc', 'captureAsyncFunc']);
export const TYPES: ReadonlySet<string> = new Set(['Segment', 'Subsegment', 'SegmentLike']);

/** The call of `getSegment().addNewSubsegment(…)`. */
function startedBy(source: Source, active: Node): Node | undefined {
  const member = source.parentOf(wrapped(source, active));
  const call = member && source.parentOf(wrapped(source, member));
  const isStart = isNode(member, 'MemberExpression') && keyOf(member) === 'addNewSubsegment';
  return isStart && isNode(call, 'CallExpression') ? call : undefined;
}

/** Whether a use is the type of a segment, by its own name or as `X.Segment`. */
function isTypeUse(source: Source, { path, node }: Use): boolean {
  const parent = source.parentOf(node);
  if (isNode(parent, 'TSQualifiedName')) return isNode(parent.right, 'Identifier') && TYPES.has(parent.right.name);
  return TYPES.has(path);
}

/** Whether a use reads the active segment. */
export function isActive({ path, call }: Use): boolean {
  return isNode(call, 'CallExpression') && path === 'getSegment' && call.arguments.length === 0;
}

interface Look {
  readonly source: Source;
  readonly bindings: Bindings;
  readonly addTarget: (produced: Node, origin: Origin) => Segment | undefined;
  readonly ofNode: (node: Node) => Segment | undefined;
}

function lookAtReferences(look: Look, segment: Segment): void {
  for (const reference of segment.variable.references) {
    const node = nodeOf(reference);
    if (reference.isWrite()) {
      const { writeExpr } = reference;
      if (writeExpr && !isProducer(look, writeExpr as unknown as Node))
        segment.problem ??= problem(node, 'R5', segment.variable.name, 'It also holds something that is no segment.');
      continue;
    }
    if (!reference.isRead()) continue;
    const found = lookAtRead(look, segment, node);
    if (found) segment.problem ??= found;
  }
  const parameters = segment.origin === 'capture' || segment.origin === 'typed';
  if (!parameters && segment.variable.defs.some(({ type }) => type === 'ImportBinding'))
    segment.problem ??= problem(segment.variable.identifiers[0] as unknown as Node, 'R5', 'import', 'It is imported.');
}

function lookAtRead(look: Look, segment: Segment, node: Node): Problem | undefined {
  const { source, bindings } = look;
  const outer = wrapped(source, node);
  const parent = source.parentOf(outer);
  if (isNode(parent, 'MemberExpression') && parent.object === outer) return lookAtMember(look, segment, parent);
  if (isTest(source, outer)) return undefined;
  if (isNode(parent, 'VariableDeclarator') && parent.init === outer && isNode(parent.id, 'Identifier')) {
    const alias = look.addTarget(outer, segment.origin);
    relate(segment, alias);
    return undefined;
  }
  if (isNode(parent, 'CallExpression')) {
    const path = bindings.pathOf(parent.callee)?.replace(/^sdk\.?/, '');
    // Rewritten by the rule of the call, or left with a reason there.
    if (path === 'setSegment') return undefined;
    if (path !== undefined)
      return problem(parent, 'R5', `${path} with a segment`, 'It is handed to the X-Ray SDK.', EXPLICIT);
    if (isNode(parent.callee, 'MemberExpression') && keyOf(parent.callee) === 'addSubsegment') {
      relate(segment, look.ofNode(parent.callee.object));
      return undefined;
    }
    return lookAtArgument(look, segment, parent, outer);
  }
  return problem(
    node,
    'R5',
    segment.variable.name,
    'It is stored or returned, and may be used as a segment elsewhere.',
  );
}

function lookAtMember(look: Look, segment: Segment, member: NodeOf<'MemberExpression'>): Problem | undefined {
  const { source } = look;
  const name = keyOf(member);
  const outer = wrapped(source, member);
  const parent = source.parentOf(outer);
  if (name === undefined) return problem(member, 'R5', 'computed member', 'The name of the member is computed.');
  if (isNode(parent, 'CallExpression') && parent.callee === outer) {
    if (name === 'addNewSubsegment') relate(segment, look.addTarget(parent, 'started'));
    if (!METHODS.has(name)) return problem(member, 'R5', name, 'There is no call of OpenTelemetry that does the same.');
    const isOptional = member.optional || parent.optional;
    segment.calls.push({ segment, node: parent, receiver: member.object, name, isOptional });
    return undefined;
  }
  if (isNode(parent, 'MemberExpression') && name === 'close' && keyOf(parent) === 'bind') {
    const call = source.parentOf(wrapped(source, parent));
    if (isNode(call, 'CallExpression') && stripped(call.callee) === parent) {
      segment.calls.push({ segment, node: call, receiver: member.object, name: 'close.bind', isOptional: false });
      return undefined;
    }
  }
  if (isNode(parent, 'AssignmentExpression') && parent.left === outer)
    return problem(
      member,
      'I51',
      `${name} is assigned`,
      'A span has no such member.',
      'Set an attribute in its place.',
    );
  if (!READABLE.has(name)) return problem(member, 'R8', name, 'A span has no such member.');
  segment.reads.push({ node: member, name });
  return undefined;
}

/** An argument of a function outside of the SDK. */
function lookAtArgument(
  look: Look,
  segment: Segment,
  call: NodeOf<'CallExpression'>,
  argument: Node,
): Problem | undefined {
  const { source } = look;
  if (segment.origin === 'active')
    return problem(
      argument,
      'R5',
      'getSegment',
      'The function that it is handed to may use it as a segment.',
      PASS_SPAN,
    );
  const callee = source.variableOf(call.callee);
  const body = callee && functionOf(callee);
  if (body) {
    const name = parameterName(body.params[call.arguments.indexOf(argument as never)]);
    const parameter = name && source.variableOf(name);
    const typed = name && look.ofNode(name);
    if (typed) {
      relate(segment, typed);
      segment.escapes = true;
      return undefined;
    }
    const usesIt = parameter?.references.some((reference) => {
      const member = source.parentOf(wrapped(source, nodeOf(reference)));
      return isNode(member, 'MemberExpression') && METHODS.has(keyOf(member) ?? '');
    });
    if (usesIt)
      return problem(
        argument,
        'R5',
        segment.variable.name,
        'The function that it is handed to uses it as a segment.',
        PASS_SPAN,
      );
  }
  segment.escapes = true;
  return undefined;
}

const PASS_SPAN = 'Give the function a span, or read the active one.';
const EXPLICIT = 'Run the work in a context with the span: context.with(trace.setSpan(context.active(), span), …).';

/** Whether an expression is only tested for its presence. */
function isTest(source: Source, node: Node): boolean {
  const parent = source.parentOf(node);
  if (isNode(parent, 'IfStatement', 'ConditionalExpression', 'WhileStatement')) return parent.test === node;
  if (isNode(parent, 'UnaryExpression')) return parent.operator === '!';
  if (!isNode(parent, 'LogicalExpression')) return false;
  return parent.left === node ? parent.operator === '&&' || isTest(source, parent) : isTest(source, parent);
}

function isProducer({ bindings, ofNode }: Look, given: Node): boolean {
  const node = stripped(given);
  if (isNode(node, 'Literal') && node.value === null) return true;
  if (isNode(node, 'Identifier')) return node.name === 'undefined' || ofNode(node) !== undefined;
  if (!isNode(node, 'CallExpression', 'NewExpression')) return false;
  const callee = stripped(node.callee);
  if (isNode(callee, 'MemberExpression') && keyOf(callee) === 'addNewSubsegment') {
    const object = stripped(callee.object);
    return (
      ofNode(object) !== undefined || (isNode(object, 'CallExpression') && isSdkCall(bindings, object, 'getSegment'))
    );
  }
  return ['getSegment', 'Segment', 'Subsegment'].some((path) => isSdkCall(bindings, node, path));
}

function isSdkCall({ pathOf }: Bindings, call: NodeOf<'CallExpression' | 'NewExpression'>, path: string): boolean {
  return pathOf(call.callee) === `sdk.${path}`;
}

function relate(a: Segment, b: Segment | undefined): void {
  if (!b) return;
  a.related.add(b);
  b.related.add(a);
}

/** The name that gets a value: `const name = value` or `name = value`. */
export function targetOf(source: Source, value: Node): Node | undefined {
  const outer = wrapped(source, value);
  const parent = source.parentOf(outer);
  if (isNode(parent, 'VariableDeclarator') && isNode(parent.id, 'Identifier')) return parent.id;
  if (isNode(parent, 'AssignmentExpression') && parent.operator === '=' && isNode(parent.left, 'Identifier'))
    return parent.left;
  return undefined;
}

/** The function that a capture runs: written there, `.bind(this)`, or declared in the file and used by this call alone. */
export function callbackOf(source: Source, argument: Node | undefined): FunctionNode | undefined {
  const node = argument && stripped(argument);
  if (isFunction(node)) return node;
  if (isNode(node, 'CallExpression') && isNode(node.callee, 'MemberExpression') && keyOf(node.callee) === 'bind') {
    const bound = stripped(node.callee.object);
    return isFunction(bound) ? bound : undefined;
  }
  if (!isNode(node, 'Identifier')) return undefined;
  const variable = source.variableOf(node);
  const reads = variable?.references.filter((reference) => reference.isRead()) ?? [];
  return variable && reads.length === 1 ? functionOf(variable) : undefined;
}

/** The function that a variable is declared as, once and for all. */
function functionOf({ defs, references }: Variable): FunctionNode | undefined {
  const [definition] = defs;
  const node = definition?.node as unknown as Node | undefined;
  const type = String(definition?.type);
  if (type === 'FunctionName') return isFunction(node) ? node : undefined;
  const isConstant = references.every((reference) => !reference.isWrite() || reference.init === true);
  const init = type === 'Variable' && isNode(node, 'VariableDeclarator') ? node.init : undefined;
  return isConstant && isFunction(init) ? init : undefined;
}

/** The identifier of a plain parameter, with or without a type. */
export function parameterName(parameter: Node | undefined): Node | undefined {
  return isNode(parameter, 'Identifier') ? parameter : undefined;
}

/** The parameter whose type is a node. */
function typedParameter(source: Source, type: Node): Node | undefined {
  let node: Node | undefined = source.parentOf(type);
  while (isNode(node, 'TSTypeReference', 'TSUnionType', 'TSTypeAnnotation', 'TSQualifiedName'))
    node = source.parentOf(node);
  const owner = node && source.parentOf(node);
  return isNode(node, 'Identifier') && isFunction(owner) ? node : undefined;
}

/** Carries problems to the segments that are rewritten together. */
export function spreadProblems(segments: Iterable<Segment>): void {
  const waiting = [...segments].filter(({ problem: own }) => own !== undefined);
  for (let segment = waiting.pop(); segment !== undefined; segment = waiting.pop())
    for (const other of segment.related) {
      if (other.problem !== undefined) continue;
      other.problem = segment.problem;
      waiting.push(other);
    }
}
