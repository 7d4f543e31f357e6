import type { SegmentDocument } from '@otel-xray/format';

/** Gives the JSON text of one document, compact: the daemon looks for `"id":"` without a blank when it logs one. */
export function serializeDocument(document: SegmentDocument): string {
  return JSON.stringify(document);
}
