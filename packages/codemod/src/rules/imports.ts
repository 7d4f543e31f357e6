import type { ImportedName } from '../source/api-names.ts';
import { requiredModule } from '../source/api-names.ts';
import { newlineOf, quoted, semicolonOf } from '../source/layout.ts';
import { isNode, type Node } from '../source/nodes.ts';
import type { Migration } from './migration.ts';

/** R10: imports what the rewritten code needs, and declares the tracer once. */
export function writeImports(m: Migration, firstImport: Node | undefined): void {
  const { imports, tracer } = m.api.needed();
  if (imports.length === 0) return;
  const lines: string[] = [];
  for (const module of ['@opentelemetry/api', '@otel-xray/format'] as const) {
    const names = imports.filter((each) => each.module === module);
    if (names.length > 0 && !mergeNames(m, module, names)) lines.push(importLine(m, module, names));
  }
  const { source, text } = m;
  const newline = newlineOf(source.text);
  const isEsm = source.isModule;
  const declaration =
    tracer &&
    `const ${tracer} = ${m.api.value('trace')}.getTracer(${quoted(source, m.options.tracerName)})${semicolonOf(source.text)}`;
  const lastImport = source.program.body.findLast((node) =>
    isNode(node, 'ImportDeclaration', 'TSImportEqualsDeclaration'),
  );
  const at = firstImport?.start ?? firstStatement(m);
  if (!isEsm || !lastImport) {
    const all = [...lines, ...(declaration ? [declaration] : [])];
    if (all.length > 0) text.appendLeft(at, all.map((line) => `${line}${newline}`).join(''));
    return;
  }
  if (lines.length > 0) text.appendLeft(at, lines.map((line) => `${line}${newline}`).join(''));
  if (declaration) {
    const lineEnd = source.text.indexOf('\n', lastImport.end);
    const end = lineEnd < 0 ? source.text.length : lineEnd + 1;
    const isRemoved = m.removals.has(lastImport);
    if (isRemoved) text.appendLeft(at, `${newline}${declaration}${newline}`);
    else text.appendRight(end, `${newline}${declaration}${newline}`);
  }
}

/** Where the first statement begins that is no directive. */
function firstStatement({ source }: Migration): number {
  const first = source.program.body.find((node) => !('directive' in node && node.directive));
  return first?.start ?? source.text.length;
}

function importLine(m: Migration, module: string, names: readonly ImportedName[]): string {
  const { source } = m;
  const semi = semicolonOf(source.text);
  const sorted = [...names].sort((a, b) => (a.imported < b.imported ? -1 : 1));
  if (!source.isModule) {
    const list = sorted
      .filter(({ isType }) => !isType)
      .map(({ imported, local }) => (imported === local ? local : `${imported}: ${local}`));
    return `const { ${list.join(', ')} } = require(${quoted(source, module)})${semi}`;
  }
  const areTypes = sorted.every(({ isType }) => isType);
  const list = sorted.map((name) => specifierOf(name, areTypes)).join(', ');
  return `import ${areTypes ? 'type ' : ''}{ ${list} } from ${quoted(source, module)}${semi}`;
}

function specifierOf({ imported, local, isType }: ImportedName, areTypes: boolean): string {
  const name = imported === local ? imported : `${imported} as ${local}`;
  return isType && !areTypes ? `type ${name}` : name;
}

/** Adds names to an import that is there. */
function mergeNames(m: Migration, module: string, names: readonly ImportedName[]): boolean {
  for (const node of m.source.program.body) {
    if (isNode(node, 'ImportDeclaration') && node.source.value === module && node.importKind !== 'type') {
      const last = node.specifiers.at(-1);
      if (!last || !isNode(last, 'ImportSpecifier')) continue;
      m.text.appendLeft(last.end, names.map((name) => `, ${specifierOf(name, false)}`).join(''));
      return true;
    }
    if (!isNode(node, 'VariableDeclaration')) continue;
    for (const { id, init } of node.declarations) {
      if (requiredModule(init) !== module || !isNode(id, 'ObjectPattern')) continue;
      const last = id.properties.at(-1);
      if (!last) continue;
      m.text.appendLeft(
        last.end,
        names.map(({ imported, local }) => `, ${imported === local ? local : `${imported}: ${local}`}`).join(''),
      );
      return true;
    }
  }
  return false;
}
