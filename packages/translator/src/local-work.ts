import { givenSystem, systemName } from './database.ts';
import type { SpanNode } from './nest.ts';
import type { AttributesLike } from './readable-span.ts';
import { DB, DB_NAME, DB_NAMESPACE, DB_POOL_TIMEOUT } from './semconv.ts';
import { isSpanKind } from './span-kind.ts';
import { isSegment, type Role, type Translation } from './translation.ts';

/**
 * Whether a client span of a database only wraps the call: that of a mapper or a query builder above the one of the driver, or the wait
 * for a connection of a pool. As a call it would count each query twice, often for a second node.
 */
export function isLocalWork({ attributes: a }: Translation, node: SpanNode, role: Role): boolean {
  if ((a.groups & DB) === 0 || !isSpanKind(node.kind, 'CLIENT') || isSegment(role)) return false;
  if (a.has(DB_POOL_TIMEOUT)) return true;
  if (node.children === undefined) return false;
  return hasCallBelow(node, systemName(givenSystem(a)), a.text(DB_NAMESPACE) || a.text(DB_NAME));
}

function hasCallBelow({ children }: SpanNode, system: string, database: string): boolean {
  for (const child of children ?? []) {
    const { attributes } = child.span;
    if (isSpanKind(child.kind, 'CLIENT') && isSameDatabase(attributes ?? {}, system, database)) return true;
    if (hasCallBelow(child, system, database)) return true;
  }
  return false;
}

function isSameDatabase(attributes: AttributesLike, system: string, database: string): boolean {
  const given = attributes['db.system.name'] || attributes['db.system'];
  if (typeof given !== 'string' || systemName(given) !== system) return false;
  const other = attributes['db.namespace'] || attributes['db.name'];
  return database === '' || typeof other !== 'string' || other === '' || other === database;
}
