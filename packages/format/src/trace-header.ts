import { fromXRayTraceId, isSpanId } from './trace-id.ts';

/** The name of the header, as we write it. It is compared without regard to letter case. */
export const TRACE_HEADER_NAME = 'x-amzn-trace-id';

/**
 * What an `X-Amzn-Trace-Id` header says. A field that is not there is `undefined`; one that is there and cannot be used is `null`.
 * Source: X-Ray developer guide, "Tracing header"; `Lineage` as AWS Lambda writes it for its loop detection.
 */
export interface TraceHeader {
  /** `Root` in OpenTelemetry's form: 32 lower-case hex digits. */
  readonly traceId?: string | null | undefined;
  /** `Parent`: 16 lower-case hex digits. */
  readonly parentId?: string | null | undefined;
  /** `Sampled`: yes, no, or the caller asks the callee to decide. */
  readonly sampled?: '1' | '0' | '?' | null | undefined;
  /** `Lineage`, unchanged. A malformed one counts as not there, and never replaces a good one. */
  readonly lineage?: string | undefined;
  /** Other fields in the order of the header, `Self` among them; `undefined` if nobody asked for them. */
  readonly fields?: readonly TraceHeaderField[] | undefined;
}

export type TraceHeaderField = readonly [name: string, value: string];

/** Characters in a header that `Lineage` may fill up, and in all further fields (names and values) together. */
const MAX_HEADER_LENGTH = 256;
const MAX_FIELDS_LENGTH = 256;

/**
 * Reads a trace header in one pass from left to right; time and memory are linear in its length. Never throws.
 * Names count with their letter case, order is free, the last of two fields with one name counts.
 * @param options.keepFields whether to collect the fields that X-Ray does not know
 */
export function parseTraceHeader(text: string, options?: { readonly keepFields?: boolean }): TraceHeader {
  let traceId: TraceHeader['traceId'];
  let parentId: TraceHeader['parentId'];
  let sampled: TraceHeader['sampled'];
  let lineage: TraceHeader['lineage'];
  const fields: TraceHeaderField[] | undefined = options?.keepFields ? [] : undefined;

  let equals = -1;
  let end = -1;
  for (let start = 0; start < text.length; start = end + 1) {
    end = text.indexOf(';', start);
    if (end === -1) end = text.length;
    // Kept from part to part: looked for in each, a row of parts without "=" would be read to its end again and again.
    if (equals < start) equals = text.indexOf('=', start);
    if (equals === -1) break;
    if (equals > end) continue;

    const value = trimmed(text, equals + 1, end);
    const name = trimmed(text, start, equals);
    switch (name) {
      case 'Root':
        traceId = fromXRayTraceId(value) ?? null;
        break;
      case 'Parent':
        parentId = toSpanId(value);
        break;
      case 'Sampled':
        sampled = value === '1' || value === '0' || value === '?' ? value : null;
        break;
      case 'Lineage':
        if (isLineage(value)) lineage = value;
        break;
      case '':
        break;
      default:
        fields?.push([name, value]);
    }
  }
  return { traceId, parentId, sampled, lineage, fields };
}

/**
 * Writes a trace header: `Root`, `Parent` and `Sampled`, those that are given, then `Lineage` as long as the header stays within
 * 256 characters, then the further fields as long as their names and values stay within 256 characters together.
 * Left out whole, never cut: what does not fit, `Self`, and fields with anything but printable ASCII. Never throws.
 */
export function formatTraceHeader(header: TraceHeader): string {
  const { traceId, parentId, sampled, lineage, fields } = header;
  let text = '';
  if (traceId) text = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
  if (parentId) text += `${text && ';'}Parent=${parentId}`;
  if (sampled) text += `${text && ';'}Sampled=${sampled}`;
  if (lineage && text.length + ';Lineage='.length + lineage.length <= MAX_HEADER_LENGTH) {
    text += `${text && ';'}Lineage=${lineage}`;
  }
  return fields ? withFields(text, fields) : text;
}

function withFields(header: string, fields: readonly TraceHeaderField[]): string {
  let text = header;
  let length = 0;
  for (const [name, value] of fields) {
    if (RESERVED_NAMES.has(name) || !FIELD_NAME.test(name) || !FIELD_VALUE.test(value)) continue;
    length += name.length + value.length;
    if (length > MAX_FIELDS_LENGTH) break;
    text += `${text && ';'}${name}=${value}`;
  }
  return text;
}

const RESERVED_NAMES: ReadonlySet<string> = new Set(['Root', 'Parent', 'Sampled', 'Lineage', 'Self']);
// Printable ASCII without the header's own separators.
const FIELD_NAME = /^[ -:<>-~]+$/;
const FIELD_VALUE = /^[ -:<-~]*$/;

function toSpanId(value: string): string | null {
  const spanId = value.toLowerCase();
  return isSpanId(spanId) ? spanId : null;
}

/** Both forms: `counter:hash:counter`, and the older list of `hash:counter`. Neither expression can backtrack. */
function isLineage(value: string): boolean {
  const [, first, second] = LINEAGE.exec(value) ?? [];
  if (first !== undefined) return Number(first) <= 32_767 && Number(second) <= 255;
  return OLDER_LINEAGE.test(value);
}

const LINEAGE = /^(\d{1,5}):[0-9a-f]{8}:(\d{1,3})$/i;
const OLDER_LINEAGE = /^[0-9a-f]{8}:\d{1,5}(?:\|[0-9a-f]{8}:\d{1,5})*$/i;

// Like text.slice(start, end).trim(), which costs as much as all the rest where there is nothing to trim.
function trimmed(text: string, start: number, end: number): string {
  const part = text.slice(start, end);
  if (start === end || (isVisible(text.charCodeAt(start)) && isVisible(text.charCodeAt(end - 1)))) return part;
  return part.trim();
}

function isVisible(code: number): boolean {
  return code > 32 && code < 127;
}
