import { isObject, type JsonObject, numberIn, objectIn, textIn, timeIn } from '../ground/json.ts';
import { hasLiterals } from '../ground/number-literals.ts';
import { type Diagnostic, repairDocument, repairEmbedded } from '../ground/repair.ts';
import { toMicros } from '../ground/timestamps.ts';
import { sizeNotes, tooLargeNote } from './size-notes.ts';

/** One segment or subsegment of one document. */
export interface Observation {
  readonly id: string;
  readonly kind: 'segment' | 'subsegment';
  readonly parentId: string | undefined;
  readonly startMicros: number;
  /** Absent while in progress. */
  readonly endMicros: number | undefined;
  /** As received, repaired, without `subsegments`. */
  readonly fields: JsonObject;
  /** As parsed, where some of its numbers are written in another way than JavaScript does. */
  readonly original?: JsonObject | undefined;
  /** The place among the subsegments of its document; absent for a document. */
  readonly place?: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The entities of one accepted document: itself, and the subsegments inside, each with the entity around it as parent.
 * @param bytes of its JSON, where X-Ray's limit was not checked on arrival
 */
export function observe(received: JsonObject, bytes = 0): Observation[] {
  const { document, diagnostics: repairs } = repairDocument(received);
  const diagnostics = [...repairs, ...tooLargeNote(String(document['id']), bytes)];
  const kind = document['type'] === 'subsegment' ? 'subsegment' : 'segment';
  const keepsLiterals = hasLiterals(received);
  const observations = [
    {
      ...toObservation(document, kind, textIn(document['parent_id']), diagnostics),
      original: keepsLiterals ? received : undefined,
    },
  ] as Observation[];

  // A list instead of recursion: nothing limits how deep a document of a stranger is.
  const waiting = [{ parent: document, subsegments: document['subsegments'] }];
  for (const { parent, subsegments } of waiting) {
    if (!Array.isArray(subsegments)) continue;
    const parentId = String(parent['id']);
    for (const [index, value] of subsegments.entries()) {
      if (!isObject(value)) continue;
      const embedded = repairEmbedded(value, `${parentId}/${index}`, timeIn(parent['start_time']) ?? 0);
      observations.push({
        ...toObservation(embedded.document, 'subsegment', parentId, embedded.diagnostics),
        original: keepsLiterals ? value : undefined,
        place: index,
      });
      waiting.push({ parent: embedded.document, subsegments: value['subsegments'] });
    }
  }
  return observations;
}

function toObservation(
  entity: JsonObject,
  kind: Observation['kind'],
  parentId: string | undefined,
  diagnostics: readonly Diagnostic[],
): Observation {
  const { subsegments: _, ...fields } = entity;
  const end = timeIn(entity['end_time']);
  const status = numberIn(objectIn(objectIn(entity['http'])['response'])['status']) ?? 0;
  const id = String(entity['id']);
  const noted = [...diagnostics, ...sizeNotes(id, entity)];
  if (status >= 500 && entity['fault'] !== true) noted.push(statusWithoutFault(id, status));
  return {
    id,
    kind,
    parentId,
    startMicros: toMicros(timeIn(entity['start_time']) ?? 0),
    endMicros: end === undefined ? undefined : toMicros(end),
    fields,
    diagnostics: noted,
  };
}

function statusWithoutFault(id: string, status: number): Diagnostic {
  return { code: 'status-without-fault', id, message: `Status ${status} without fault: for X-Ray this is a success.` };
}
