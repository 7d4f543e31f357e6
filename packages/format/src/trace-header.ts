import { isSpanId, lowered, readXRayTraceId, toXRayTraceId } from './trace-id.ts';

/** The name of the header, as we write it. It is compared without regard to letter case. */
export const TRACE_HEADER_NAME = 'x-amzn-trace-id';

/**
 * Fields of an `X-Amzn-Trace-Id` header. A missing field is `undefined`; an unusable one is `null`.
 * Source: X-Ray developer guide, "Tracing header"; `Lineage` as AWS Lambda writes it for its loop detection.
 */
export interface TraceHeader {
  /** `Root` in OpenTelemetry's form: 32 lower-case hex digits. */
  readonly traceId?: string | null | undefined;
  /** `Parent`: 16 lower-case hex digits. */
  readonly parentId?: string | null | undefined;
  /** `Sampled`: yes, no, or the callee decides. */
  readonly sampled?: '1' | '0' | '?' | null | undefined;
  /** `Lineage`, unchanged. A malformed one counts as not there, and never replaces a good one. */
  readonly lineage?: string | undefined;
  /** Other fields in the order of the header, `Self` among them; `undefined` unless requested. */
  readonly fields?: readonly TraceHeaderField[] | undefined;
}

export type TraceHeaderField = readonly [name: string, value: string];

/** Characters in a header that `Lineage` may fill up, and in all further fields (names and values) together. */
const MAX_HEADER_LENGTH = 256;
const MAX_FIELDS_LENGTH = 256;

/**
 * Reads a trace header in one pass from left to right; time and memory are linear in its length. Never throws.
 * Names count with their letter case, order is free, the last of two fields with one name counts.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @param options.keepFields whether to collect the fields that X-Ray does not know
 * @example parseTraceHeader('Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1').sampled // '1'
 */
export function parseTraceHeader(text: string, options?: { readonly keepFields?: boolean }): TraceHeader {
  let traceId: TraceHeader['traceId'];
  let parentId: TraceHeader['parentId'];
  let sampled: TraceHeader['sampled'];
  let lineage: TraceHeader['lineage'];
  const fields: TraceHeaderField[] | undefined = options?.keepFields ? [] : undefined;

  if (!fields) {
    const usual = parseUsualForm(text);
    if (usual) return usual;
  }

  let end = -1;
  for (let start = 0; start < text.length; start = end + 1) {
    const equals = endOfName(text, start);
    if (text.charCodeAt(equals) !== EQUALS) {
      end = equals;
      continue;
    }
    end = text.indexOf(';', equals);
    if (end === -1) end = text.length;

    const nameStart = skipBlanks(text, start, equals);
    const nameEnd = skipBlanksBack(text, nameStart, equals);
    const valueStart = skipBlanks(text, equals + 1, end);
    const valueEnd = skipBlanksBack(text, valueStart, end);
    switch (knownName(text, nameStart, nameEnd)) {
      case 'Root':
        traceId = readXRayTraceId(text, valueStart, valueEnd) ?? null;
        break;
      case 'Parent':
        parentId = lowered(text.slice(valueStart, valueEnd), isSpanId) ?? null;
        break;
      case 'Sampled':
        sampled = toSampled(text.slice(valueStart, valueEnd));
        break;
      case 'Lineage':
        lineage = toLineage(text.slice(valueStart, valueEnd)) ?? lineage;
        break;
      case undefined:
        if (fields && nameEnd > nameStart) {
          fields.push([text.slice(nameStart, nameEnd), text.slice(valueStart, valueEnd)]);
        }
    }
  }
  return { traceId, parentId, sampled, lineage, fields };
}

/**
 * Writes a trace header. `Root`, `Parent` and `Sampled` are first, if given. Next is `Lineage` as long as the header stays within
 * 256 characters, then the further fields as long as their names and values stay within 256 characters together.
 * Left out whole, never cut: what does not fit, `Self`, and fields with anything but printable ASCII. Never throws.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @example formatTraceHeader({ parentId: '53995c3f42cd8ad8', sampled: '1' }) // 'Parent=53995c3f42cd8ad8;Sampled=1'
 */
export function formatTraceHeader(header: TraceHeader): string {
  const { traceId, parentId, sampled, lineage, fields } = header;
  // In one piece where nothing is missing, as for each outgoing request (npm run bench -- propagation).
  const text =
    traceId && parentId && sampled
      ? `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${parentId}${SAMPLED[sampled]}`
      : withoutMissing(header);
  const withLineage = lineage ? appendLineage(text, lineage) : text;
  return fields ? appendFields(withLineage, fields) : withLineage;
}

const SAMPLED = { '1': ';Sampled=1', '0': ';Sampled=0', '?': ';Sampled=?' };

function withoutMissing({ traceId, parentId, sampled }: TraceHeader): string {
  const parts = [
    traceId && `Root=${toXRayTraceId(traceId)}`,
    parentId && `Parent=${parentId}`,
    sampled && `Sampled=${sampled}`,
  ];
  return parts.filter(Boolean).join(';');
}

function appendLineage(header: string, lineage: string): string {
  const text = `${header}${header && ';'}Lineage=${lineage}`;
  return text.length <= MAX_HEADER_LENGTH ? text : header;
}

function appendFields(header: string, fields: readonly TraceHeaderField[]): string {
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

function toSampled(value: string): '1' | '0' | '?' | null {
  return value === '1' || value === '0' || value === '?' ? value : null;
}

/** Both forms: `counter:hash:counter`, and the older list of `hash:counter`. Neither expression can backtrack. */
function toLineage(value: string): string | undefined {
  const match = LINEAGE.exec(value);
  const isGood = match ? Number(match[1]) <= 32_767 && Number(match[2]) <= 255 : OLDER_LINEAGE.test(value);
  return isGood ? value : undefined;
}

const LINEAGE = /^(\d{1,5}):[0-9a-f]{8}:(\d{1,3})$/i;
const OLDER_LINEAGE = /^[0-9a-f]{8}:\d{1,5}(?:\|[0-9a-f]{8}:\d{1,5})*$/i;

/**
 * The form that nearly all headers have, found at fixed places; what is not good in every part is left to the reading above.
 * That halves what a request pays for its header (npm run bench -- propagation).
 */
function parseUsualForm(text: string): TraceHeader | undefined {
  if (text.length !== 74 || !text.startsWith('Root=')) return undefined;
  if (!text.startsWith(';Parent=', 40) || !text.startsWith(';Sampled=', 64)) return undefined;
  const traceId = readXRayTraceId(text, 5, 40);
  const parentId = lowered(text.slice(48, 64), isSpanId);
  const sampled = toSampled(text.slice(73));
  if (!traceId || !parentId || !sampled) return undefined;
  return { traceId, parentId, sampled, lineage: undefined, fields: undefined };
}

const EQUALS = 61;
const SEMICOLON = 59;

/** @returns where the first `=` of the part is, else where the part ends */
function endOfName(text: string, start: number): number {
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === EQUALS || code === SEMICOLON) break;
  }
  return i;
}

// The name is compared in place: a known name needs no substring.
function knownName(text: string, start: number, end: number): 'Root' | 'Parent' | 'Sampled' | 'Lineage' | undefined {
  switch (end - start) {
    case 4:
      return text.startsWith('Root', start) ? 'Root' : undefined;
    case 6:
      return text.startsWith('Parent', start) ? 'Parent' : undefined;
    case 7:
      if (text.startsWith('Sampled', start)) return 'Sampled';
      return text.startsWith('Lineage', start) ? 'Lineage' : undefined;
    default:
      return undefined;
  }
}

/** @returns where the part begins once it is trimmed; `end` if it is blank */
function skipBlanks(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && isBlank(text.charCodeAt(i))) i++;
  return i;
}

/** @returns where the part ends once it is trimmed; `start` if it is blank */
function skipBlanksBack(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && isBlank(text.charCodeAt(i - 1))) i--;
  return i;
}

function isBlank(code: number): boolean {
  return code <= 32 || code > 126 ? String.fromCharCode(code).trim() === '' : false;
}
