import type { EntityAnswer, ReceivedDocument } from '@otel-xray/console/contract';
import { isObject } from '../ground/json.ts';
import { explainSpan } from '../otlp/explain-span.ts';
import { observe } from '../trace/observations.ts';
import { toNote } from './advice.ts';
import type { ConsoleContext } from './console-context.ts';
import { ProblemError } from './problem.ts';
import { toTraceEntity } from './trace-entities.ts';

/** `GET /-/traces/{id}/entities/{entity}`: all that is known of one segment or subsegment. */
export function readEntity(id: string, entityId: string, { store, traces }: ConsoleContext): EntityAnswer {
  const tree = traces.get(id)?.tree;
  const entity = tree?.entities.find((each) => each.id === entityId);
  if (!tree || !entity) throw new ProblemError(`${JSON.stringify(entityId)} is not in the trace ${id}.`, 404);

  // An inferred segment has no document of its own: read that of the subsegment it was made from.
  const sourceId = entity.source?.id ?? entityId;
  const notes = tree.diagnostics.filter((note) => note.id === entityId);
  const translation = store.translation(id, sourceId);
  return {
    entity: toTraceEntity(entity, {
      notes: new Map([[entityId, notes.length]]),
      translated: new Set(translation === undefined ? [] : [entityId]),
    }),
    document: entity.fields,
    received: receivedWith(id, sourceId, store),
    notes: notes.map(toNote),
    ...(translation !== undefined && { translation: explainSpan(translation) }),
  };
}

function receivedWith(id: string, entityId: string, store: ConsoleContext['store']): ReceivedDocument[] {
  const found: ReceivedDocument[] = [];
  for (const { text, arrivedMillis, way, sender } of store.documents(id)) {
    const document: unknown = JSON.parse(text);
    if (!isObject(document) || !observe(document).some((observation) => observation.id === entityId)) continue;
    found.push({ arrived: Math.round(arrivedMillis * 1e3), way, sender, bytes: Buffer.byteLength(text), text });
  }
  return found;
}
