import { MAX_NAME_LENGTH } from './limits.ts';

/**
 * Error codes of one document. X-Ray publishes no list. The first seven were observed in its answers; the others follow their pattern.
 */
export type DocumentErrorCode =
  | 'MissingId'
  | 'MissingTraceId'
  | 'InvalidTraceId'
  | 'InvalidId'
  | 'MissingName'
  | 'InvalidName'
  | 'MissingStartTime'
  | 'MissingEndTime'
  | 'InvalidTime'
  | 'MissingParentId'
  | 'InvalidParentId'
  | 'InvalidAnnotation';

/** One fault of a document. */
export interface DocumentProblem {
  readonly code: DocumentErrorCode;
  /** The document's id as given; absent if it has none. */
  readonly id?: string;
  /** As PutTraceSegments words it: `Invalid segment. ErrorCode: MissingName`. */
  readonly message: string;
  /** Whether a lenient reader can put it right without guessing, so that only a strict one refuses the document. */
  readonly repairable: boolean;
}

/**
 * Checks one segment or independent subsegment, as parsed from its JSON. Never throws; looks at the document itself, not at
 * the subsegments inside.
 * @returns all problems, the one to report first; empty for a good document
 * Source: AWS X-Ray developer guide, "AWS X-Ray segment documents"; the codes as PutTraceSegments answers them.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * @example checkDocument({ name: 'api' }).map(({ code }) => code)[0] // 'MissingId'
 */
export function checkDocument(value: unknown): DocumentProblem[] {
  const document = isObject(value) ? value : {};
  const id = document['id'];
  const kind = document['type'] === 'subsegment' ? 'subsegment' : 'segment';
  const problem = (code: DocumentErrorCode, repairable = false): DocumentProblem => ({
    code,
    ...(typeof id === 'string' && { id }),
    message: invalidDocumentMessage(kind, code),
    repairable,
  });

  if (isAbsent(id)) return [problem('MissingId')];
  return [
    ...traceIdProblems(document['trace_id']),
    ...idProblems(id, 'InvalidId'),
    ...nameProblems(document['name']),
    ...timeProblems(document),
    ...parentProblems(document['parent_id'], kind),
    ...annotationProblems(document['annotations']),
  ].map(([code, repairable]) => problem(code, repairable));
}

/**
 * The text that PutTraceSegments gives with an error code.
 * Source: https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html
 */
export function invalidDocumentMessage(kind: 'segment' | 'subsegment', code: string): string {
  return `Invalid ${kind}. ErrorCode: ${code}`;
}

/**
 * Characters that a name must not contain: all but letters, digits, white space and `_ . : / % & # = + \ - @`.
 * Replace, do not `test` with it.
 */
export const FORBIDDEN_IN_NAME: RegExp = /[^\p{L}\p{N}\s_.:/%&#=+\\\-@]/gu;

const PLAIN_NAME = /^[\w\s.:/%&#=+\\\-@]+$/;

type Fault = readonly [code: DocumentErrorCode, repairable?: boolean];

function traceIdProblems(traceId: unknown): Fault[] {
  if (isAbsent(traceId)) return [['MissingTraceId']];
  if (typeof traceId !== 'string' || !TRACE_ID.test(traceId)) return [['InvalidTraceId']];
  return isLowerCase(traceId) ? [] : [['InvalidTraceId', true]];
}

function idProblems(id: unknown, code: 'InvalidId' | 'InvalidParentId'): Fault[] {
  if (typeof id !== 'string' || !ENTITY_ID.test(id)) return [[code]];
  return isLowerCase(id) ? [] : [[code, true]];
}

function nameProblems(name: unknown): Fault[] {
  if (isAbsent(name)) return [['MissingName']];
  if (typeof name !== 'string' || name.length > MAX_NAME_LENGTH) return [['InvalidName']];
  // Nearly all names are plain, and classes of Unicode are slow to look up.
  return PLAIN_NAME.test(name) || name.search(FORBIDDEN_IN_NAME) === -1 ? [] : [['InvalidName', true]];
}

function timeProblems(document: Readonly<Record<string, unknown>>): Fault[] {
  const { start_time: start, end_time: end, in_progress: inProgress } = document;
  if (isAbsent(start)) return [['MissingStartTime']];
  if (!isTime(start)) return [['InvalidTime']];
  if (isAbsent(end)) return inProgress === true ? [] : [['MissingEndTime']];
  return isTime(end) && end >= start ? [] : [['InvalidTime']];
}

function parentProblems(parentId: unknown, kind: 'segment' | 'subsegment'): Fault[] {
  if (isAbsent(parentId)) return kind === 'subsegment' ? [['MissingParentId']] : [];
  const faults = idProblems(parentId, 'InvalidParentId');
  // A segment is valid without its parent, a subsegment is not.
  return kind === 'segment' ? faults.map(([code]) => [code, true]) : faults;
}

function annotationProblems(annotations: unknown): Fault[] {
  if (isAbsent(annotations)) return [];
  const fine = isObject(annotations) && Object.values(annotations).every(isAnnotationValue);
  return fine ? [] : [['InvalidAnnotation', true]];
}

function isAnnotationValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_EPOCH_SECONDS;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLowerCase(text: string): boolean {
  return text === text.toLowerCase();
}

// The year 2255: where microseconds stop being whole numbers. A time in milliseconds is beyond it.
const MAX_EPOCH_SECONDS = Number.MAX_SAFE_INTEGER / 1e6;
const ENTITY_ID = /^[0-9a-f]{16}$/i;
const TRACE_ID = /^(?:1-[0-9a-f]{8}-[0-9a-f]{24}|[0-9a-f]{32})$/i;
