import { isSegment, type Role, type Translation } from '../entity/translation.ts';
import type { AttributesLike } from '../ground/readable-span.ts';
import { isSpanKind } from '../ground/span-kind.ts';
import { givenSystem, systemName } from '../read/database.ts';
import { DB, DB_NAME, DB_NAMESPACE, DB_POOL_TIMEOUT } from '../read/semconv.ts';
import { isAttempt } from '../tree/attempts.ts';
import type { SpanNode } from '../tree/nest.ts';

/**
 * Whether a client span is a part of a call, or wraps one, and is no call itself. As a call it would count each one twice, often for a
 * second node. Examples: the span of a query builder above that of the driver, the wait for a connection of a pool, and the
 * HTTP requests that an AWS call sends.
 */
export function isLocalWork(t: Translation, node: SpanNode, role: Role): boolean {
  if (!isSpanKind(node.kind, 'CLIENT') || isSegment(role)) return false;
  if (role === 'embedded' && t.entities[t.depth - 1]?.isAwsCall === true) return isAttempt(node);
  return wrapsQuery(t, node);
}

function wrapsQuery({ attributes: a }: Translation, node: SpanNode): boolean {
  if ((a.groups & DB) === 0) return false;
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
