import type { SearchAnswer } from '@otel-xray/console/contract';
import type { Entity } from '../trace/entity.ts';
import type { ConsoleContext } from './console-context.ts';
import { ProblemError } from './problem.ts';

type Where = SearchAnswer['hits'][number]['where'];

/** `GET /-/traces/{id}/search?q=`: finds text in what a row of the timeline does not hold. Ignores letter case. */
export function searchTrace(id: string, query: string, { traces }: ConsoleContext): SearchAnswer {
  const tree = traces.get(id)?.tree;
  if (!tree) throw new ProblemError(`The trace ${id} is not in this store.`, 404);
  const wanted = query.toLowerCase();
  if (wanted === '') return { hits: [] };
  const hits: { entity: string; where: Where }[] = [];
  for (const entity of tree.entities) {
    if (entity.inferred) continue;
    for (const [where, part] of partsOf(entity)) if (holds(part, wanted)) hits.push({ entity: entity.id, where });
  }
  return { hits };
}

function partsOf({ fields }: Entity): [Where, unknown][] {
  return [
    ['annotation', fields['annotations']],
    ['metadata', fields['metadata']],
    ['exception', fields['cause']],
    ['sql', fields['sql']],
    ['http', fields['http']],
    ['user', fields['user']],
  ];
}

// Keys and values, however deep, without recursion.
function holds(part: unknown, wanted: string): boolean {
  const waiting: unknown[] = [part];
  for (let value = waiting.pop(); value !== undefined || waiting.length > 0; value = waiting.pop()) {
    if (value === null || value === undefined) continue;
    if (typeof value !== 'object') {
      if (String(value).toLowerCase().includes(wanted)) return true;
      continue;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value) && key.toLowerCase().includes(wanted)) return true;
      waiting.push(inner);
    }
  }
  return false;
}
