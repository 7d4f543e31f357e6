import type { JsonObject } from '../src/ground/json.ts';

export const TRACE_ID = '1-6adf0240-5a560cc3949d4b8bc5df4664';

/** Epoch seconds at which everything made here starts. */
export const START = 1793000000;

/** A complete segment of one second; 16 hex digits are made of a short id. */
export function makeSegment(shortId: string, fields: JsonObject = {}): JsonObject {
  return { trace_id: TRACE_ID, ...makeEmbedded(shortId, fields) };
}

/** An independent subsegment. */
export function makeSubsegment(shortId: string, parentShortId: string, fields: JsonObject = {}): JsonObject {
  return makeSegment(shortId, { type: 'subsegment', parent_id: toId(parentShortId), ...fields });
}

/** A subsegment inside another document. */
export function makeEmbedded(shortId: string, fields: JsonObject = {}): JsonObject {
  return { id: toId(shortId), name: shortId, start_time: START, end_time: START + 1, ...fields };
}

/** `a1` → `00000000000000a1`. */
export function toId(shortId: string): string {
  return shortId.padStart(16, '0');
}
