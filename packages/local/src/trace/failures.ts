import type { Entity } from './entity.ts';
import { type Exception, exceptionsOf, maskMessage, ownFrame, type StackFrame } from './exceptions.ts';
import { FLAGS, ownFlags } from './flags.ts';
import { httpOf } from './http.ts';

/** An exception; without type and message an entity that failed and has none. */
export interface DerivedFailure {
  readonly entity: string;
  readonly name: string;
  readonly segment: number;
  readonly flags: number;
  readonly atMicros: number;
  readonly status: number | undefined;
  /** The place of the failure that caused it, in the same list; absent on a root cause. */
  readonly origin: number | undefined;
  readonly exception?: {
    readonly type: string;
    readonly message: string;
    readonly masked: string;
    readonly frame: StackFrame | undefined;
  };
}

/** An entity with failures: the place of its first one. */
interface Failing {
  readonly first: number;
  readonly hasException: boolean;
  /** With an exception alone it may have succeeded. */
  readonly failed: boolean;
}

/**
 * Lists the exceptions of a trace, and the failures without one. A failure is caused by the deepest failure below it, along the children
 * that failed last; only an exception causes an exception. The `cause` of an exception is listed as caused by it: it explains the same
 * failure.
 */
export function failuresOf(entities: readonly Entity[], placeOf: (entity: Entity) => number): DerivedFailure[] {
  const failures: DerivedFailure[] = [];
  const failing = new Map<Entity, Failing>();
  for (const entity of entities) {
    if (entity.inferred) continue;
    const found = ofEntity(entity, placeOf(entity), failures.length);
    if (found.length === 0) continue;
    const hasException = found[0]?.exception !== undefined;
    failing.set(entity, { first: failures.length, hasException, failed: hasFailed(entity) });
    failures.push(...found);
  }
  const origins = originsOf(failing);
  for (const [entity, { first }] of failing) {
    const origin = origins.get(entity)?.first ?? first;
    if (origin === first) continue;
    for (let n = first; failures[n]?.entity === entity.id; n++)
      failures[n] = { ...(failures[n] as DerivedFailure), origin };
  }
  return failures;
}

function ofEntity(entity: Entity, segment: number, first: number): DerivedFailure[] {
  const common = {
    ...{ entity: entity.id, name: entity.name, segment, flags: ownFlags(entity), status: httpOf(entity).status },
    ...{ atMicros: entity.endMicros ?? entity.startMicros, origin: undefined },
  };
  const exceptions = exceptionsOf(entity);
  if (exceptions.length === 0) return hasFailed(entity) ? [common] : [];
  const heads = headsOf(exceptions);
  return exceptions.map(({ type = '', message = '', stack }, n) => ({
    ...common,
    origin: heads[n] === n ? undefined : first + (heads[n] ?? n),
    exception: { type, message, masked: maskMessage(message), frame: ownFrame(stack) },
  }));
}

/** For each exception the place of the one that it is a cause of, directly or through others; its own place if there is none. */
function headsOf(exceptions: readonly Exception[]): number[] {
  const heads = exceptions.map((_, n) => n);
  const places = new Map(exceptions.map(({ id }, n) => [id, n]));
  // A cause follows its exception; the other order, such as in a circle, is no chain.
  for (const [n, { cause }] of exceptions.entries()) {
    const place = cause === undefined ? undefined : places.get(cause);
    if (place !== undefined && place > n) heads[place] = heads[n] ?? n;
  }
  return heads;
}

function hasFailed(entity: Entity): boolean {
  const isFlagged = (ownFlags(entity) & (FLAGS.error | FLAGS.fault | FLAGS.throttle)) !== 0;
  return isFlagged || (httpOf(entity).status ?? 0) >= 400;
}

/** The root cause of each failing entity. */
function originsOf(failing: ReadonlyMap<Entity, Failing>): Map<Entity, Failing> {
  const origins = new Map<Entity, Failing>();
  for (const entity of failing.keys()) {
    const chain: Entity[] = [];
    for (let next: Entity | undefined = entity; next && !origins.has(next); next = lastFailing(next, failing))
      chain.push(next);
    // From the deepest one up.
    for (const each of chain.reverse()) {
      const own = failing.get(each) as Failing;
      const child = lastFailing(each, failing);
      const below = child && origins.get(child);
      const isCause = below !== undefined && (below.hasException || !own.hasException);
      origins.set(each, isCause ? below : own);
    }
  }
  return origins;
}

/** The child that failed last: the others were retried, or survived. */
function lastFailing(entity: Entity, failing: ReadonlyMap<Entity, Failing>): Entity | undefined {
  let last: Entity | undefined;
  // Inferred segments have no failures of their own, but received children.
  const children = [...entity.children];
  for (const child of children) {
    if (child.inferred) for (const received of child.children) children.push(received);
    else if (failing.get(child)?.failed && (!last || endOf(child) >= endOf(last))) last = child;
  }
  return last;
}

function endOf({ endMicros, startMicros }: Entity): number {
  return endMicros ?? startMicros;
}
