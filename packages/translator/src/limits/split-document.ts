import type { SegmentDocument } from '@otel-xray/format';
import { newReport } from '../ground/report.ts';
import { serializeDocument } from '../write/serializer.ts';
import { shrinkDocument } from './shrink.ts';

const DECODER = new TextDecoder();
const ENCODER = new TextEncoder();

/**
 * Cuts a document that was translated already, for a transport that holds less than `maxDocumentBytes`: the same cuts and the same mark.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * @param document the UTF-8 JSON of one document
 * @param maxBytes the limit of each, in bytes of UTF-8
 * @returns documents of the same entities, each once, parents first
 * @throws SyntaxError if `document` is not JSON
 * @example for (const part of splitDocument(document, 9_000)) socket.send(part);
 */
export function splitDocument(document: Uint8Array, maxBytes: number): Uint8Array[] {
  const parsed: SegmentDocument = JSON.parse(DECODER.decode(document));
  return shrinkDocument(parsed, maxBytes, newReport()).map((part) => ENCODER.encode(serializeDocument(part)));
}
