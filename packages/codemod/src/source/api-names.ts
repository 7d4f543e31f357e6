import { isNode, type NodeOf, stripped, textOf } from './nodes.ts';
import type { Source } from './source.ts';

/** A module that the rewritten code imports from. */
export type ApiModule = '@opentelemetry/api' | '@otel-xray/format';

/** One name of an import: `imported as local`. */
export interface ImportedName {
  readonly module: ApiModule;
  readonly imported: string;
  readonly local: string;
  readonly isType: boolean;
}

/** The names that the rewritten code needs, each with a local name that clashes with nothing in the file. */
export class ApiNames {
  readonly #source: Source;
  readonly #names = new Map<string, ImportedName>();
  readonly #known: ReadonlyMap<string, string>;
  #tracer: string | undefined;
  #needsTracer = false;

  constructor(source: Source) {
    this.#source = source;
    this.#known = knownNames(source);
  }

  /** The local name of an export of OpenTelemetry's API. */
  value(imported: string): string {
    return this.#name('@opentelemetry/api', imported, imported, false);
  }

  /** The local name of a type of OpenTelemetry's API. */
  type(imported: string): string {
    return this.#name('@opentelemetry/api', imported, imported, true);
  }

  /** `annotate(span, key, value)` keeps the list of annotations of a span. */
  annotate(): string {
    return this.#name('@otel-xray/format', 'annotate', 'annotate', false);
  }

  /** `addMetadata(span, namespace, key, value)`; under another name, as segments have a method of this one. */
  putMetadata(): string {
    return this.#name('@otel-xray/format', 'addMetadata', 'putMetadata', false);
  }

  /** The file's tracer. */
  tracer(): string {
    this.#needsTracer = true;
    this.#tracer ??= existingTracer(this.#source) ?? this.#free('tracer');
    return this.#tracer;
  }

  /** The names to import, and the declaration of the tracer where there is none. */
  needed(): { readonly imports: readonly ImportedName[]; readonly tracer: string | undefined } {
    const declares = this.#needsTracer && existingTracer(this.#source) === undefined;
    if (declares) this.value('trace');
    return { imports: [...this.#names.values()], tracer: declares ? this.#tracer : undefined };
  }

  #name(module: ApiModule, imported: string, wanted: string, isType: boolean): string {
    const key = `${module} ${imported}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const earlier = this.#names.get(key);
    const local = earlier?.local ?? this.#free(wanted);
    this.#names.set(key, { module, imported, local, isType: isType && (earlier?.isType ?? true) });
    return local;
  }

  #free(wanted: string): string {
    if (!this.#source.names.has(wanted)) return wanted;
    const prefixed = `otel${wanted[0]?.toUpperCase()}${wanted.slice(1)}`;
    let name = prefixed;
    for (let i = 2; this.#source.names.has(name); i++) name = `${prefixed}${i}`;
    return name;
  }
}

/** `module imported` → local name, of the imports that are there. */
function knownNames(source: Source): Map<string, string> {
  const known = new Map<string, string>();
  for (const node of source.program.body) {
    if (isNode(node, 'ImportDeclaration') && node.importKind !== 'type')
      for (const specifier of node.specifiers)
        if (isNode(specifier, 'ImportSpecifier') && isNode(specifier.imported, 'Identifier'))
          known.set(`${node.source.value} ${specifier.imported.name}`, specifier.local.name);
    if (!isNode(node, 'VariableDeclaration')) continue;
    for (const { id, init } of node.declarations) {
      const module = requiredModule(init);
      if (module === undefined || !isNode(id, 'ObjectPattern')) continue;
      for (const property of id.properties)
        if (isNode(property, 'Property') && isNode(property.key, 'Identifier') && isNode(property.value, 'Identifier'))
          known.set(`${module} ${property.key.name}`, property.value.name);
    }
  }
  return known;
}

/** The module of `require('…')`. */
export function requiredModule(init: NodeOf<'VariableDeclarator'>['init']): string | undefined {
  if (!isNode(init, 'CallExpression') || !isNode(init.callee, 'Identifier') || init.callee.name !== 'require')
    return undefined;
  return textOf(init.arguments[0]);
}

/** `const tracer = trace.getTracer(…)` at the top level. */
function existingTracer(source: Source): string | undefined {
  for (const node of source.program.body) {
    if (!isNode(node, 'VariableDeclaration')) continue;
    for (const { id, init } of node.declarations) {
      const call = init && stripped(init);
      if (!isNode(id, 'Identifier') || !isNode(call, 'CallExpression')) continue;
      if (isNode(call.callee, 'MemberExpression') && isNode(call.callee.property, 'Identifier'))
        if (call.callee.property.name === 'getTracer') return id.name;
    }
  }
  return undefined;
}
