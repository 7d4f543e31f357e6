import type { Use } from '../sdk/bindings.ts';
import { problem } from '../sdk/problem.ts';
import { isNode, type Node, stripped, textOf } from '../source/nodes.ts';
import { isPure } from '../source/purity.ts';
import { wrapped } from '../source/source.ts';
import { edit, type Migration, remark } from './migration.ts';
import { type Rule, stays } from './plan.ts';

/** Capture → the module that an instrumentation traces in its place. */
const INSTRUMENTS: Readonly<Record<string, (argument: Node) => string>> = {
  captureAWS: () => 'aws-sdk',
  captureAWSClient: () => 'aws-sdk',
  captureAWSv3Client: () => 'aws-sdk',
  captureHTTPs: () => 'http',
  captureMySQL: (argument) => moduleName(argument) ?? 'mysql',
  capturePostgres: () => 'pg',
  captureFetchModule: () => 'undici',
};

/** R2: a captured client, module or driver becomes itself again, since an instrumentation traces it. */
export const unwrap: Rule = (m, _segments, use) => {
  const { call, path, node } = use;
  const parent = m.source.parentOf(wrapped(m.source, node));
  if (!call && isNode(parent, 'Property')) return { use, rewrite: () => void m.removals.add(parent) };
  if (!isNode(call, 'CallExpression'))
    return stays(use, problem(node, 'R2', path, 'The function itself is handed on.'));
  const [argument, second] = call.arguments;
  if (argument === undefined || isNode(argument, 'SpreadElement'))
    return stays(use, problem(call, 'R2', path, 'It is not clear what is captured.'));
  if (second !== undefined && path === 'captureAWSv3Client')
    return stays(use, problem(call, 'R2', `${path} with a parent`, 'The parent is handed over.', CONTEXT));
  if (path === 'captureHTTPs' && usesXRaySegment(m))
    return stays(use, problem(call, 'I60', path, 'Calls name their segment by XRaySegment.', CONTEXT));
  return {
    use,
    rewrite() {
      const instrumented = INSTRUMENTS[path]?.(argument);
      if (instrumented !== undefined)
        remark(m, 'setup', call, {
          rule: 'R2',
          construct: path,
          why: `An instrumentation traces it: ${instrumented}.`,
          todo: `Register the instrumentation of ${instrumented}.`,
        });
      rewriteCall(m, call, argument, use);
    },
  };
};

const CONTEXT = 'Call it in a context with the span: context.with(trace.setSpan(context.active(), span), …).';

/** Whether the file is written for manual mode. */
export function usesXRaySegment({ source }: Migration): boolean {
  return /\bXRaySegment\b/.test(source.text);
}

function moduleName(argument: Node): string | undefined {
  const node = stripped(argument);
  return isNode(node, 'CallExpression') ? textOf(node.arguments[0]) : undefined;
}

function rewriteCall(m: Migration, call: Node, argument: Node, { root }: Use): void {
  const { source } = m;
  const outer = wrapped(source, call);
  const parent = source.parentOf(outer);
  const inner = withoutAnyCast(argument);
  const innerText = source.text.slice(inner.start, inner.end);
  if (isNode(parent, 'ExpressionStatement') && isPure(inner)) {
    m.removals.add(parent);
    m.gone.add(root);
    return;
  }
  if (isNode(parent, 'AssignmentExpression') && source.text.slice(parent.left.start, parent.left.end) === innerText) {
    const statement = source.parentOf(parent);
    if (isNode(statement, 'ExpressionStatement')) {
      m.removals.add(statement);
      m.gone.add(root);
      return;
    }
  }
  const replaced = enclosing(m, call, outer, inner, innerText);
  edit(
    m,
    replaced,
    () => {
      if (replaced.start < inner.start) m.text.remove(replaced.start, inner.start);
      if (inner.end < replaced.end) m.text.remove(inner.end, replaced.end);
    },
    [root],
  );
}

/** The expression that the argument replaces: with a cast made for the SDK, and a condition whose branches are equal now. */
function enclosing({ source }: Migration, call: Node, outer: Node, inner: Node, innerText: string): Node {
  const isNew = isNode(stripped(inner), 'NewExpression');
  let replaced = isNew || isNode(outer, 'ParenthesizedExpression') ? outer : call;
  if (!isNew && isNode(source.parentOf(call), 'TSAsExpression')) replaced = call;
  const parent = source.parentOf(replaced);
  if (!isNode(parent, 'ConditionalExpression') || parent.test === replaced || !isPure(parent.test)) return replaced;
  const other = parent.consequent === replaced ? parent.alternate : parent.consequent;
  return source.text.slice(other.start, other.end) === innerText ? parent : replaced;
}

/** `x as any` was written because the SDK's types are narrow. */
function withoutAnyCast(argument: Node): Node {
  return isNode(argument, 'TSAsExpression') && isNode(argument.typeAnnotation, 'TSAnyKeyword')
    ? argument.expression
    : argument;
}
