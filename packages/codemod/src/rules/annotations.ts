import type { MethodCall, Segment, Segments } from '../sdk/segments.ts';
import { quoted } from '../source/layout.ts';
import { isNode, type Node, textOf } from '../source/nodes.ts';
import { wrapped } from '../source/source.ts';
import { edit, type Migration, remark } from './migration.ts';

/** Calls that stand one after another and are written as one, by the first of them. */
export interface AnnotationPlan {
  readonly annotations: readonly MethodCall[] | undefined;
  readonly metadata: readonly MethodCall[] | undefined;
}

/** For a span that others may annotate too. */
export const BY_HELPER: AnnotationPlan = { annotations: undefined, metadata: undefined };

/**
 * Decides how annotations and metadata of a span are written (3.2): as attributes where all keys are known and the calls follow each
 * other, else by the helper. The helper maintains the list of the span's annotations.
 */
export function annotationPlan(m: Migration, segments: Segments, segment: Segment): AnnotationPlan {
  const isShared = segment.origin === 'active' || segment.origin === 'typed' || segment.escapes;
  if (isShared || m.options.annotations === 'helper' || annotatesActive(m, segments, segment)) return BY_HELPER;
  const runOf = (name: string): readonly MethodCall[] | undefined => {
    const calls = segment.calls.filter((call) => call.name === name);
    return calls.length > 0 && calls.every(hasKnownKey) && isRun(m, calls) ? calls : undefined;
  };
  return { annotations: runOf('addAnnotation'), metadata: runOf('addMetadata') };
}

/** Whether the active segment, which may be this one, is annotated under another name. */
function annotatesActive({ bindings, source }: Migration, { byVariable }: Segments, segment: Segment): boolean {
  const writes = ({ name }: MethodCall): boolean => name === 'addAnnotation' || name === 'addMetadata';
  for (const other of byVariable.values()) {
    if (other !== segment && other.origin === 'active' && other.calls.some(writes)) return true;
    if (other !== segment && segment.related.has(other) && other.variable.name !== segment.variable.name)
      if (isAlias(source, segment, other) && other.calls.some(writes)) return true;
  }
  return bindings.uses.some(({ path, call }) => {
    const member = path === 'getSegment' && call ? source.parentOf(wrapped(source, call)) : undefined;
    return (
      isNode(member, 'MemberExpression') &&
      isNode(member.property, 'Identifier') &&
      /^add(Annotation|Metadata)$/.test(member.property.name)
    );
  });
}

function isAlias(source: Migration['source'], a: Segment, b: Segment): boolean {
  return [a, b].some((segment) => {
    const definition = segment.variable.defs[0]?.node as unknown as Node | undefined;
    return (
      isNode(definition, 'VariableDeclarator') &&
      definition.init !== null &&
      isNode(definition.init, 'Identifier') &&
      source.variableOf(definition.init) !== undefined
    );
  });
}

function hasKnownKey({ node, name }: MethodCall): boolean {
  const [key, , namespace] = node.arguments;
  if (node.arguments.some((argument) => isNode(argument, 'SpreadElement'))) return false;
  const isKnown = textOf(key) !== undefined && node.arguments.length >= 2;
  return isKnown && (name === 'addAnnotation' || namespace === undefined || textOf(namespace) !== undefined);
}

/** Whether calls are statements of one block with nothing but calls of the same segment between. */
function isRun({ source }: Migration, calls: readonly MethodCall[]): boolean {
  if (calls.length === 1) return true;
  const statements = calls.map(({ node }) => source.parentOf(wrapped(source, node)));
  const block = statements[0] && source.parentOf(statements[0]);
  if (!isNode(block, 'BlockStatement', 'Program')) return false;
  const indexes = statements.map((statement) =>
    isNode(statement, 'ExpressionStatement') ? block.body.indexOf(statement) : -1,
  );
  if (indexes.includes(-1)) return false;
  const name = calls[0]?.segment?.variable.name;
  return block.body.slice(Math.min(...indexes), Math.max(...indexes) + 1).every((statement) => {
    const text = source.text.slice(statement.start, statement.end);
    return (
      name !== undefined &&
      new RegExp(`^${name.replaceAll('$', '\\$')}\\??\\.(?:addAnnotation|addMetadata|setUser)\\(`).test(text)
    );
  });
}

/** Writes an annotation, with those that are written together. */
export function writeAnnotation(m: Migration, call: MethodCall, plan: AnnotationPlan): void {
  const { node } = call;
  noteKey(m, call);
  const { text, source } = m;
  if (m.options.annotations === 'config') {
    writeAttribute(m, call);
    return;
  }
  if (!plan.annotations) {
    const annotate = m.api.annotate();
    edit(m, wrapped(source, node), () => {
      const outer = wrapped(source, node);
      text.overwrite(outer.start, outer.end, `${annotate}(${[receiver(m, call), ...argumentsOf(m, node)].join(', ')})`);
    });
    return;
  }
  if (plan.annotations[0] !== call) {
    const statement = source.parentOf(wrapped(source, node));
    if (statement) m.removals.add(statement);
    return;
  }
  const all = plan.annotations;
  edit(m, whole(m, all), () => {
    const members = all.map((each) => memberOf(m, each));
    const keys = [...new Set(all.map((each) => quoted(source, textOf(each.node.arguments[0]) ?? '')))];
    const list = `${quoted(source, 'aws.xray.annotations')}: [${keys.join(', ')}]`;
    text.overwrite(node.start, node.end, `${target(m, call)}.setAttributes({ ${[...members, list].join(', ')} })`);
  });
}

/** Writes metadata: the whole of a namespace in one call, or by the helper. */
export function writeMetadata(m: Migration, call: MethodCall, plan: AnnotationPlan): void {
  const { node } = call;
  const { text, source } = m;
  if (!plan.metadata) {
    const put = m.api.putMetadata();
    edit(m, wrapped(source, node), () => {
      const outer = wrapped(source, node);
      const [key = 'undefined', value = 'undefined', namespace] = argumentsOf(m, node);
      const args = [receiver(m, call), namespace ?? quoted(source, 'default'), key, value];
      text.overwrite(outer.start, outer.end, `${put}(${args.join(', ')})`);
    });
    return;
  }
  const namespace = namespaceOf(call);
  const same = plan.metadata.filter((each) => namespaceOf(each) === namespace);
  if (same[0] !== call) {
    const statement = source.parentOf(wrapped(source, node));
    if (statement) m.removals.add(statement);
    return;
  }
  edit(m, whole(m, same), () => {
    const members = same.map((each) => memberOf(m, each)).join(', ');
    const name = quoted(source, `aws.xray.metadata.${namespace}`);
    text.overwrite(node.start, node.end, `${target(m, call)}.setAttribute(${name}, JSON.stringify({ ${members} }))`);
  });
}

function namespaceOf({ node }: MethodCall): string {
  return textOf(node.arguments[2]) ?? 'default';
}

/** `config`: a plain attribute, whose key is added to the set-up. */
function writeAttribute(m: Migration, call: MethodCall): void {
  const { node } = call;
  const key = textOf(node.arguments[0]) ?? 'a computed key';
  remark(m, 'setup', node, {
    rule: 'R5',
    construct: 'addAnnotation',
    why: `${key} is an annotation.`,
    todo: `Add ${key} to indexedAttributes.`,
  });
  edit(m, node, () =>
    m.text.overwrite(node.start, node.end, `${target(m, call)}.setAttribute(${argumentsOf(m, node).join(', ')})`),
  );
}

/** X-Ray drops keys with other characters; the exporter replaces them. */
function noteKey(m: Migration, { node }: MethodCall): void {
  const key = textOf(node.arguments[0]);
  if (key === undefined || /^[\w.]+$/.test(key)) return;
  remark(m, 'info', node, {
    rule: 'R5',
    construct: `annotation ${key}`,
    why: 'X-Ray drops keys with other characters than letters, digits, _ and dots.',
    todo: `It is searchable now, as ${key.replaceAll(/[^\w.]/g, '_')}.`,
  });
}

/** The smallest node around all calls, so that what is inside is written before. */
function whole({ source }: Migration, calls: readonly MethodCall[]): Node {
  const [first] = calls;
  if (calls.length === 1 || !first) return first?.node as Node;
  const statement = source.parentOf(wrapped(source, first.node)) as Node;
  return source.parentOf(statement) as Node;
}

function memberOf(m: Migration, { node }: MethodCall): string {
  const [key, value] = node.arguments;
  const name = textOf(key) ?? '';
  const given = value ? m.text.slice(value.start, value.end) : 'undefined';
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${quoted(m.source, name)}: ${given}`;
  return given === name ? name : `${name}: ${given}`;
}

function argumentsOf(m: Migration, node: MethodCall['node']): string[] {
  return node.arguments.map(({ start, end }) => m.text.slice(start, end));
}

function receiver(m: Migration, { receiver: node }: MethodCall): string {
  return m.text.slice(node.start, node.end);
}

function target(m: Migration, call: MethodCall): string {
  const mayBeMissing = call.isOptional || call.segment === undefined || call.segment.origin === 'active';
  return `${receiver(m, call)}${mayBeMissing ? '?' : ''}`;
}
