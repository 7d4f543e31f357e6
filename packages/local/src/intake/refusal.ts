import { MAX_DOCUMENT_BYTES } from '@otel-xray/format';
import { isObject, type JsonObject } from '../ground/json.ts';

/**
 * Why a document was refused, in a sentence for people: the code names the kind of fault, this the value that is wrong.
 * @param code as PutTraceSegments answers it
 * @returns `undefined` where the code says it all
 */
export function describeRefusal(code: string, text: string): string | undefined {
  const document = parse(text);
  if ('error' in document) return document.error;
  const { value } = document;
  if (!isObject(value)) return 'It is no JSON object.';
  return DESCRIPTIONS[code]?.(value, text);
}

const DESCRIPTIONS: Readonly<Record<string, (document: JsonObject, text: string) => string>> = {
  JSONFormatError: () => 'It is nested too deeply.',
  MissingId: () => 'It has no id.',
  InvalidId: ({ id }) => `The id ${show(id)} is not 16 hex digits.`,
  MissingTraceId: ({ type }) =>
    type === 'subsegment'
      ? 'It has no trace_id, which a subsegment that is sent alone needs too.'
      : 'It has no trace_id.',
  InvalidTraceId: ({ trace_id: traceId }) =>
    `The trace_id ${show(traceId)} has ${countDigits(traceId)}: neither 1-8 hex-24 hex digits nor 32 hex digits.`,
  MissingName: () => 'It has no name.',
  InvalidName: ({ name }) =>
    typeof name !== 'string'
      ? `The name ${show(name)} is no text.`
      : name.length > MOST_OF_A_NAME
        ? `The name has ${name.length} characters; ${MOST_OF_A_NAME} are allowed.`
        : `The name ${show(name)} has characters that are not allowed.`,
  MissingStartTime: () => 'It has no start_time.',
  MissingEndTime: () => 'It has neither end_time nor in_progress: true.',
  InvalidTime: ({ start_time: start, end_time: end }) =>
    typeof start === 'number' && typeof end === 'number' && end < start
      ? `Its end_time ${end} is before its start_time ${start}.`
      : `start_time ${show(start)} and end_time ${show(end)} are not both epoch seconds.`,
  MissingParentId: () => 'It is a subsegment without parent_id.',
  InvalidParentId: ({ parent_id: parentId }) => `The parent_id ${show(parentId)} is not 16 hex digits.`,
  InvalidAnnotation: () => 'An annotation is neither text nor number nor boolean.',
  SegmentTooLarge: (_, text) =>
    `It has ${Buffer.byteLength(text).toLocaleString('en-US')} bytes; ${MAX_DOCUMENT_BYTES.toLocaleString('en-US')} are allowed.`,
};

const MOST_OF_A_NAME = 200;
const MOST_SHOWN = 60;

function parse(text: string): { readonly value: unknown } | { readonly error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.message}.` : 'It is no JSON.' };
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'that is missing';
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

function countDigits(value: unknown): string {
  const count = typeof value === 'string' ? value.replace(/[^0-9a-f]/gi, '').length : 0;
  return `${count} hex ${count === 1 ? 'digit' : 'digits'}`;
}
