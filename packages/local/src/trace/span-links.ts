import { isObject, textIn } from '../ground/json.ts';
import { normalizeTraceId } from '../ground/repair.ts';
import type { Entity } from './entity.ts';

/** A span link as a document has it: the entity that names another one, which may be in another trace. */
export interface SpanLink {
  readonly entity: Entity;
  /** X-Ray's form. */
  readonly traceId: string;
  readonly id: string;
}

/** The links of entities that belong to a service. */
export function* linksOf(entities: Iterable<Entity>): Generator<SpanLink> {
  for (const entity of entities) {
    const { links } = entity.fields;
    if (!Array.isArray(links) || !entity.owner || entity.inferred) continue;
    for (const link of links) {
      if (!isObject(link)) continue;
      const traceId = normalizeTraceId(textIn(link['trace_id']) ?? '');
      const id = textIn(link['id'])?.toLowerCase();
      if (traceId && id) yield { entity, traceId, id };
    }
  }
}
