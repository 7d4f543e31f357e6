import { isObject, type JsonObject, numberIn, objectIn } from '../ground/json.ts';

/** A segment or subsegment as BatchGetTraces answers it, whatever it holds. */
export type EntityDocument = JsonObject;

/** The subsegments inside a document. */
function subsegmentsOf({ subsegments }: EntityDocument): EntityDocument[] {
  return Array.isArray(subsegments) ? subsegments.filter(isObject) : [];
}

/** Every entity of the documents: segments and their subsegments, parents first. */
export function entitiesOf(documents: readonly EntityDocument[]): EntityDocument[] {
  const found = [...documents];
  // The list grows while it is walked: nothing limits how deep a document is.
  for (const document of found) for (const subsegment of subsegmentsOf(document)) found.push(subsegment);
  return found;
}

/** Seconds; what has not ended ends where it starts. */
export function timesOf({ start_time, end_time }: EntityDocument): { start: number; end: number; hasEnded: boolean } {
  const start = numberIn(start_time) ?? 0;
  const end = numberIn(end_time);
  return { start, end: end ?? start, hasEnded: end !== undefined };
}

/** The outcome of an entity, in X-Ray's order. */
export function stateOf({ fault, throttle, error }: EntityDocument): 'fault' | 'throttle' | 'error' | 'ok' {
  if (fault === true) return 'fault';
  if (throttle === true) return 'throttle';
  return error === true ? 'error' : 'ok';
}

/** The HTTP status in a document. */
export function statusOf({ http }: EntityDocument): number | undefined {
  return numberIn(objectIn(objectIn(http)['response'])['status']);
}

/** The exceptions that an entity carries itself; a cause may also be the id of an exception elsewhere. */
export function exceptionsOf({ cause }: EntityDocument): JsonObject[] {
  const { exceptions } = objectIn(cause);
  return Array.isArray(exceptions) ? exceptions.filter(isObject) : [];
}

/**
 * The entities of a trace as trees: those that no received entity has called, roots first, and the calls of each.
 * @param documents segments and independent subsegments. Omits inferred ones without calls: they repeat the call above them.
 */
export function callTrees(documents: readonly EntityDocument[]): {
  readonly tops: readonly EntityDocument[];
  /** Subsegments and called segments, by their start. */
  childrenOf(entity: EntityDocument): readonly EntityDocument[];
} {
  const called = new Set(documents.map(({ parent_id }) => parent_id));
  const received = documents.filter((document) => !repeatsCall(document, called)).sort(byStart);
  const calledBy = new Map<unknown, EntityDocument[]>();
  for (const segment of received) {
    const { parent_id } = segment;
    calledBy.set(parent_id, [...(calledBy.get(parent_id) ?? []), segment]);
  }
  const ids = new Set(entitiesOf(received).map(({ id }) => id));
  const roots = received.filter(({ parent_id }) => parent_id === undefined);
  const orphans = received.filter(({ parent_id }) => parent_id !== undefined && !ids.has(parent_id));
  const childrenOf = (entity: EntityDocument): EntityDocument[] =>
    [...subsegmentsOf(entity), ...(calledBy.get(entity['id']) ?? [])].sort(byStart);

  // Entities that call themselves in a circle have no parent outside: the first is a top.
  const reached = new Set<EntityDocument>();
  const tops: EntityDocument[] = [];
  for (const entity of [...roots, ...orphans, ...received]) {
    if (reached.has(entity)) continue;
    tops.push(entity);
    const waiting = [entity];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      for (const child of childrenOf(next)) waiting.push(child);
    }
  }
  return { tops, childrenOf };
}

function repeatsCall({ inferred, subsegments, id }: EntityDocument, called: ReadonlySet<unknown>): boolean {
  return inferred === true && subsegments === undefined && !called.has(id);
}

function byStart(a: EntityDocument, b: EntityDocument): number {
  return timesOf(a).start - timesOf(b).start;
}
