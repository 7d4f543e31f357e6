import MagicString from 'magic-string';
import type { Migrated } from './migrate.ts';
import { modulePath } from './sdk/modules.ts';
import { isNode, textOf } from './source/nodes.ts';
import { readSource } from './source/source.ts';

/** Only renames the modules of the SDK to the drop-in packages, wherever their names stand as text. */
export function toShims(file: string, original: string): Migrated {
  const source = readSource(file, original);
  const text = new MagicString(original);
  for (const node of source.nodes) {
    if (!isNode(node, 'Literal') || modulePath(textOf(node)) === undefined) continue;
    text.appendLeft(node.start + 1, '@otel-xray/');
  }
  const code = text.toString();
  return { code, changed: code !== original, findings: [] };
}
