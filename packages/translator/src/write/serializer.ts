import type { SegmentDocument } from '@otel-xray/format';

/**
 * Gives the JSON text of one document, compact: the daemon looks for `"id":"` without a blank when it logs one.
 * Source: https://github.com/aws/aws-xray-daemon
 * @example const text = serializeDocument(document);
 */
export function serializeDocument(document: SegmentDocument): string {
  return JSON.stringify(document);
}
