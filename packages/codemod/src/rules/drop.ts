import type { Use } from '../sdk/bindings.ts';
import { problem } from '../sdk/problem.ts';
import { isFunction, isNode, type Node, stripped, textOf } from '../source/nodes.ts';
import { isPure } from '../source/purity.ts';
import { wrapped } from '../source/source.ts';
import { edit, type Migration, remark } from './migration.ts';
import { type Rule, stays } from './plan.ts';
import { usesXRaySegment } from './unwrap.ts';

/** A fact for the set-up, and a note for the report. */
interface Fact {
  readonly why: string;
  readonly todo: string;
  readonly info?: string;
}

type Facts = (m: Migration, args: readonly Node[]) => Fact | undefined;

const SETUP: Readonly<Record<string, Facts>> = {
  captureHTTPsGlobal: () => instrument('http'),
  captureFetchGlobal: () => instrument('undici'),
  capturePromise: () => undefined,
  config: (m, [plugins]) => ({
    why: `Plugins of the host: ${detectors(m, plugins)}.`,
    todo: `Use the resource detectors: ${detectors(m, plugins)}.`,
  }),
  setDaemonAddress: (m, [address]) => ({
    why: `The daemon's address is ${literalOf(m, address)}.`,
    todo: `Set AWS_XRAY_DAEMON_ADDRESS, or the option daemonAddress, to ${literalOf(m, address)}.`,
  }),
  setContextMissingStrategy: (m, [strategy]) => ({
    why: `The context-missing strategy was ${literalOf(m, strategy)}.`,
    todo: 'Nothing: without an active span OpenTelemetry does nothing, and logs nothing.',
  }),
  setStreamingThreshold: (m, [count]) => ({
    why: `The streaming threshold was ${literalOf(m, count)}.`,
    todo: 'Nothing: the exporter splits documents by their size.',
  }),
  setLogger: () => ({
    why: 'The SDK had a logger.',
    todo: 'Give it to OpenTelemetry: diag.setLogger(logger, DiagLogLevel.WARN).',
  }),
  'middleware.setSamplingRules': (m, [rules]) => ({
    why: `Local sampling rules: ${literalOf(m, rules)}.`,
    todo: 'Use new LocalRulesSampler(rules) of @otel-xray/sampler: it reads the same document or file.',
  }),
  'middleware.disableCentralizedSampling': () => ({
    why: 'Central sampling was switched off.',
    todo: 'Use LocalRulesSampler of @otel-xray/sampler, or a sampler of OpenTelemetry.',
  }),
  'middleware.enableDynamicNaming': (m, [hosts]) => ({
    why: `Segments were named after the Host header${hosts ? `, for hosts like ${literalOf(m, hosts)}` : ''}.`,
    todo: 'Set the option segmentName of the exporter.',
    info: 'The name of a segment is that of the service now.',
  }),
  enableAutomaticMode: () => undefined,
  enableManualMode: () => ({
    why: 'The SDK was used in manual mode.',
    todo: 'Nothing where all code is rewritten: OpenTelemetry keeps the active span.',
    info: 'The active span is used where a segment was handed from call to call.',
  }),
  'restify.enable': (m, [, name]) => middlewareFact(m, name, 'restify'),
};

/** R3: removes a call that sets the SDK up, and puts its settings into the report. */
export const drop: Rule = (m, _segments, use) => {
  const { call, path, node, root } = use;
  if (!isNode(call, 'CallExpression'))
    return stays(use, problem(node, 'R3', path, 'The function itself is used as a value.'));
  if (path === 'enableManualMode' && usesXRaySegment(m))
    return stays(use, problem(call, 'I60', path, 'Calls name their segment by XRaySegment.'));
  const callback = call.arguments.find((argument) => isFunction(stripped(argument)));
  if (path === 'captureHTTPsGlobal' && callback)
    return stays(
      use,
      problem(callback, 'I18', `${path} with a callback`, 'The callback changes each subsegment.', HOOK),
    );
  const outer = wrapped(m.source, call);
  const statement = dropped(m, outer);
  const isFetch = path === 'captureFetchGlobal' && statement === undefined;
  if (statement === undefined && !isFetch)
    return stays(use, problem(call, 'R3', path, 'Its result is used, or its arguments do something.'));
  return {
    use,
    rewrite() {
      say(m, use, call.arguments);
      if (statement) {
        m.removals.add(statement);
        m.gone.add(root);
      } else edit(m, call, () => m.text.overwrite(call.start, call.end, 'globalThis.fetch'), [root]);
    },
  };
};

const HOOK = 'Move it into requestHook or responseHook of the instrumentation of http.';

/** R3: removes the middleware of Express, and puts the name of its segment into the set-up. */
export const dropMiddleware: Rule = (m, _segments, use) => {
  const { call, path, node, root } = use;
  const outer = call && wrapped(m.source, call);
  const parent = outer && m.source.parentOf(outer);
  if (!outer || !isNode(parent, 'CallExpression') || !parent.arguments.includes(outer as never))
    return stays(use, problem(node, 'R3', path, 'The middleware is handed on.', 'Take it out where it is used.'));
  const statement = m.source.parentOf(wrapped(m.source, parent));
  const isAlone =
    parent.arguments.length === 1 || (parent.arguments.length === 2 && textOf(parent.arguments[0]) !== undefined);
  if (isAlone && !isNode(statement, 'ExpressionStatement'))
    return stays(use, problem(node, 'R3', path, 'The call with the middleware is part of another expression.'));
  return {
    use,
    rewrite() {
      if (path === 'express.openSegment') {
        const { why, todo } = middlewareFact(m, call.arguments[0], 'express');
        remark(m, 'setup', call, { rule: 'R3', construct: path, why, todo });
      }
      m.removals.add(isAlone ? (statement as Node) : outer);
      m.gone.add(root);
    },
  };
};

function middlewareFact(m: Migration, name: Node | undefined, framework: string): Fact {
  return {
    why: `The service is named ${literalOf(m, name)}.`,
    todo: `Set service.name to it, and register the instrumentations of http and ${framework}.`,
  };
}

function instrument(name: string): Fact {
  return { why: `An instrumentation traces it: ${name}.`, todo: `Register the instrumentation of ${name}.` };
}

function say(m: Migration, { path, call }: Use, args: readonly Node[]): void {
  const fact = SETUP[path]?.(m, args);
  const node = call as Node;
  if (fact) remark(m, 'setup', node, { rule: 'R3', construct: path, why: fact.why, todo: fact.todo });
  if (fact?.info) remark(m, 'info', node, { rule: 'R3', construct: path, why: fact.info, todo: fact.todo });
}

/** The statement to remove with a call: the call itself, or `condition && call` whose condition does nothing. */
function dropped({ source }: Migration, call: Node): Node | undefined {
  const parent = source.parentOf(call);
  const inner = stripped(call);
  const args = isNode(inner, 'CallExpression') ? inner.arguments : [];
  if (!args.every((argument) => isPure(argument) || isSdkCall(argument))) return undefined;
  if (isNode(parent, 'ExpressionStatement')) return parent;
  const isGuard =
    isNode(parent, 'LogicalExpression') && parent.operator === '&&' && parent.right === call && isPure(parent.left);
  const statement = isGuard ? source.parentOf(parent) : undefined;
  return isNode(statement, 'ExpressionStatement') ? statement : undefined;
}

/** Arguments such as `JSON.parse(…)` of rules, or a path that is put together, load what the SDK alone needed. */
function isSdkCall(argument: Node): boolean {
  const node = stripped(argument);
  return isNode(node, 'CallExpression') && node.arguments.every((inner) => isPure(inner));
}

function detectors({ source }: Migration, plugins: Node | undefined): string {
  const text = plugins ? source.text.slice(plugins.start, plugins.end) : '';
  const found = [...text.matchAll(/\b(EC2|ECS|ElasticBeanstalk)Plugin\b/g)].map(
    ([, name]) => name?.toLowerCase() ?? '',
  );
  return found.length > 0 ? found.join(', ') : text;
}

function literalOf({ source }: Migration, node: Node | undefined): string {
  if (node === undefined) return 'the default';
  return textOf(node) ?? source.text.slice(node.start, node.end).replace(/\s+/g, ' ');
}

/** The paths of {@link drop}. */
export const DROPPED: readonly string[] = Object.keys(SETUP);
