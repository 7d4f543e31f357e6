import { MAX_DOCUMENT_BYTES } from '@otel-xray/format';
import { isObject, type JsonObject, numberIn, objectIn } from '../ground/json.ts';
import type { Diagnostic } from '../ground/repair.ts';

/** Changes of an entity whose document was too large for X-Ray, as our translator marks them in `metadata.exporter`. */
export function sizeNotes(id: string, { metadata }: JsonObject): Diagnostic[] {
  const mark = isObject(metadata) ? objectIn(metadata['exporter']) : {};
  const notes: Diagnostic[] = [];
  const split = numberIn(mark['split']) ?? 0;
  if (split > 0) {
    const message = `The document was larger than X-Ray takes: ${split} of its subsegments, with all below them, came as documents of their own.`;
    notes.push({ code: 'document-split', id, message });
  }
  const cut = Array.isArray(mark['truncated']) ? mark['truncated'].filter((path) => typeof path === 'string') : [];
  if (cut.length > 0) {
    const more = cut.length > SHOWN_PATHS ? ` and ${cut.length - SHOWN_PATHS} more` : '';
    const message = `The document was larger than X-Ray takes; cut or left out: ${cut.slice(0, SHOWN_PATHS).join(', ')}${more}.`;
    notes.push({ code: 'document-cut', id, message });
  }
  return notes;
}

/** A document is larger than X-Ray accepts: the daemon forwards whatever a datagram holds, and only X-Ray refuses it. */
export function tooLargeNote(id: string, bytes: number): Diagnostic[] {
  if (bytes <= MAX_DOCUMENT_BYTES) return [];
  const message = `The document has ${bytes} bytes and came by UDP: X-Ray takes ${MAX_DOCUMENT_BYTES} at most, and would refuse it.`;
  return [{ code: 'document-too-large', id, message }];
}

const SHOWN_PATHS = 5;
