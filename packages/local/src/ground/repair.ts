import { hash } from 'node:crypto';
import { FORBIDDEN_IN_NAME, fromXRayTraceId, MAX_NAME_LENGTH, toXRayTraceId } from '@otel-xray/format';
import { isObject, type JsonObject, objectIn, textIn, timeIn } from './json.ts';

/** Something a developer should know about a trace, in one line. */
export interface Diagnostic {
  /** The kind of finding, such as `repaired-name`. */
  readonly code: string;
  /** The segment or subsegment it is about. */
  readonly id: string;
  readonly message: string;
  /** JSON pointer into the document as received, where it is about one member. */
  readonly at?: string;
  /** Microseconds by which the times seem to be off. */
  readonly shift?: number;
}

/** A document, repaired where that is safe, and the repairs. */
export interface Repaired {
  readonly document: JsonObject;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Repairs a document where that needs no guess: upper-case hex, forbidden characters in names, annotations of a kind that
 * X-Ray has not, a segment's unusable parent. Unknown members remain. Expects a document that was accepted.
 */
export function repairDocument(document: JsonObject): Repaired {
  const diagnostics: Diagnostic[] = [];
  const repaired = repairFields(document, textIn(document['id'])?.toLowerCase() ?? '', diagnostics);
  const traceId = textIn(document['trace_id']) ?? '';
  return { document: { ...repaired, trace_id: normalizeTraceId(traceId) ?? traceId }, diagnostics };
}

/**
 * Repairs an embedded subsegment. Unlike a document it may lack anything. It then has an id made from its place, the name
 * `unnamed`, and the start of the entity around it.
 */
export function repairEmbedded(value: JsonObject, place: string, parentStartTime: number): Repaired {
  const diagnostics: Diagnostic[] = [];
  const given = textIn(value['id'])?.toLowerCase();
  const id = given !== undefined && HEX_16.test(given) ? given : deriveId(place);
  const note = (code: string, message: string): void => void diagnostics.push({ code, id, message });
  if (id !== given) note('repaired-id', `A subsegment has the id ${JSON.stringify(value['id'])}; it took ${id}.`);

  let fields: JsonObject = { ...value, id };
  if (textIn(value['name']) === undefined) {
    fields = { ...fields, name: 'unnamed' };
    note('repaired-name', 'A subsegment has no name.');
  }
  if (timeIn(value['start_time']) === undefined) {
    fields = { ...fields, start_time: parentStartTime };
    note('repaired-time', 'A subsegment has no start time; it took that of the entity around it.');
  }
  const start = timeIn(fields['start_time']) ?? parentStartTime;
  const end = timeIn(value['end_time']);
  if (end !== undefined && end < start) {
    fields = { ...fields, end_time: start };
    note('repaired-time', 'A subsegment ends before it starts; its end became its start.');
  }
  if (end === undefined && value['in_progress'] !== true) {
    fields = { ...fields, in_progress: true };
    note('repaired-time', 'A subsegment has neither an end time nor in_progress; it counts as in progress.');
  }
  return { document: repairFields(fields, id, diagnostics), diagnostics };
}

/** X-Ray's form of a trace id in lower case, from either form and case; `undefined` if the string is neither. */
export function normalizeTraceId(text: string): string | undefined {
  // Nearly all are as they should be.
  if (X_RAY_FORM.test(text)) return text;
  const lower = text.toLowerCase();
  const digits = HEX_32.test(lower) ? lower : fromXRayTraceId(lower);
  if (digits !== undefined) return toXRayTraceId(digits);
  return X_RAY_FORM.test(lower) ? lower : undefined;
}

/** An id of 16 hex digits that depends on the string only. */
export function deriveId(text: string): string {
  return hash('sha256', text).slice(0, 16);
}

function repairFields(fields: JsonObject, id: string, diagnostics: Diagnostic[]): JsonObject {
  const repaired: Record<string, unknown> = { ...fields, id };
  const note = (code: string, message: string): void => void diagnostics.push({ code, id, message });

  if (textIn(fields['id']) !== id) note('repaired-id', 'The id was in upper case.');
  const traceId = textIn(fields['trace_id']);
  if (traceId !== undefined && traceId !== traceId.toLowerCase())
    note('repaired-trace-id', 'The trace id was in upper case.');

  const parentId = textIn(fields['parent_id'])?.toLowerCase();
  if (parentId !== undefined && HEX_16.test(parentId)) repaired['parent_id'] = parentId;
  else if (fields['parent_id'] !== undefined) {
    delete repaired['parent_id'];
    if (textIn(fields['parent_id'])) note('repaired-parent-id', 'The parent id is not 16 hex digits; it was left out.');
  }

  const name = textIn(fields['name']) ?? '';
  const allowed = name.replace(FORBIDDEN_IN_NAME, '_').slice(0, MAX_NAME_LENGTH);
  if (allowed !== name) {
    repaired['name'] = allowed;
    note('repaired-name', `The name ${JSON.stringify(name)} became ${JSON.stringify(allowed)}; AWS would refuse it.`);
  }
  return moveAnnotations(withWholeStatus(repaired, note), note);
}

/**
 * Leaves out an HTTP status that is no whole number: one of `200.5` hid all traces from clients whose model has an integer there.
 * https://docs.aws.amazon.com/xray/latest/api/API_Http.html
 */
function withWholeStatus(fields: JsonObject, note: (code: string, message: string) => void): JsonObject {
  const http = objectIn(fields['http']);
  const response = objectIn(http['response']);
  const { status, ...others } = response;
  if (typeof status !== 'number' || (Number.isInteger(status) && Math.abs(status) < 2 ** 31)) return fields;
  note('repaired-status', `The HTTP status ${status} is no whole number in range; it was left out.`);
  return { ...fields, http: { ...http, response: others } };
}

function moveAnnotations(fields: JsonObject, note: (code: string, message: string) => void): JsonObject {
  const given = fields['annotations'];
  if (given === undefined || given === null) return fields;
  const members: JsonObject = isObject(given) ? given : { annotations: given };
  const moved = Object.entries(members).filter(([, value]) => !isAnnotationValue(value) || !isObject(given));
  if (moved.length === 0) return fields;

  const metadata = objectIn(fields['metadata']);
  for (const [key] of moved)
    note(
      'repaired-annotation',
      `The annotation ${key} is not a string, a finite number or a boolean; it became metadata.`,
    );
  return {
    ...fields,
    annotations: Object.fromEntries(
      Object.entries(members).filter((entry) => !moved.some(([key]) => key === entry[0])),
    ),
    metadata: { ...metadata, annotations: { ...objectIn(metadata['annotations']), ...Object.fromEntries(moved) } },
  };
}

function isAnnotationValue(value: unknown): boolean {
  // A number such as 1e400 is infinite here, and in no answer.
  return typeof value === 'string' || Number.isFinite(value) || typeof value === 'boolean';
}

const HEX_16 = /^[0-9a-f]{16}$/;
const HEX_32 = /^[0-9a-f]{32}$/;
const X_RAY_FORM = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
