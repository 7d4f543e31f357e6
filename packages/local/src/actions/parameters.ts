import type { FilterTree } from '@otel-xray/filter-expression';
import { readFilter } from '../filter/read-filter.ts';
import { invalidRequest } from '../ground/api-error.ts';
import { isObject, type JsonObject, timeIn } from '../ground/json.ts';
import { normalizeTraceId } from '../ground/repair.ts';
import { toMicros } from '../ground/timestamps.ts';
import type { TraceRange } from '../store/trace-pages.ts';
import type { ActionContext } from './action.ts';

/** `StartTime`, `EndTime` and `TimeRangeType` of a request, as microseconds. */
export function readRange(input: JsonObject, strict: boolean): TraceRange {
  const start = readTime(input, 'StartTime');
  const end = readTime(input, 'EndTime');
  if (end <= start) throw invalidRequest('EndTime must be later than StartTime.');
  if (strict && end - start > SIX_HOURS_MICROS) throw invalidRequest('The time range must not exceed six hours.');

  const type = input['TimeRangeType'] ?? 'TraceId';
  if (type !== 'TraceId' && type !== 'Event' && type !== 'Service')
    throw invalidRequest(`TimeRangeType: expected TraceId, Event or Service, not ${JSON.stringify(type)}.`);
  return { type, start, end };
}

/**
 * `FilterExpression` of a request; absent where it selects all traces.
 * @throws FilterError, which becomes an InvalidRequestException
 */
export function readFilterExpression(
  input: JsonObject,
  { groups }: Pick<ActionContext, 'groups'>,
): FilterTree | undefined {
  const text = input['FilterExpression'];
  if (text === undefined || text === null) return undefined;
  if (typeof text !== 'string') throw invalidRequest('FilterExpression: expected a string.');
  return readFilter(text, groups.findExpression);
}

/** `TraceIds` of a request: as given, and in X-Ray's form where it is a trace id. */
export function readTraceIds(input: JsonObject, strict: boolean): { given: string; id: string | undefined }[] {
  const given = input['TraceIds'];
  if (!Array.isArray(given) || !given.every((id) => typeof id === 'string'))
    throw invalidRequest('TraceIds: expected a list of trace ids.');
  if (strict && given.length > MAX_TRACE_IDS) throw invalidRequest(`TraceIds: at most ${MAX_TRACE_IDS} a call.`);
  return [...new Set(given)].map((id) => ({ given: id, id: normalizeTraceId(id) }));
}

/** A required string of a request. */
export function readText(input: JsonObject, name: string, maxLength: number): string {
  const value = readOptionalText(input, name, maxLength);
  if (value === undefined) throw invalidRequest(`${name} is required.`);
  return value;
}

/** An optional string of a request. */
export function readOptionalText(input: JsonObject, name: string, maxLength: number): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value === '' || value.length > maxLength)
    throw invalidRequest(`${name}: expected a string of 1 to ${maxLength} characters.`);
  return value;
}

/** An optional string of a request that must be one of some words. */
export function readOptionalWord<T extends string>(
  input: JsonObject,
  name: string,
  words: readonly T[],
): T | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const found = words.find((word) => word === value);
  if (!found)
    throw invalidRequest(`${name}: expected ${words.join(' or ')}, not ${JSON.stringify(value).slice(0, 200)}.`);
  return found;
}

/** A list of objects in a request; absent is empty. */
export function readObjects(input: JsonObject, name: string): JsonObject[] {
  const given = input[name] ?? [];
  if (!Array.isArray(given) || !given.every(isObject)) throw invalidRequest(`${name}: expected a list of objects.`);
  return given;
}

/** A required list of strings of a request. */
export function readTexts(input: JsonObject, name: string): string[] {
  const given = input[name];
  if (!Array.isArray(given) || !given.every((item) => typeof item === 'string'))
    throw invalidRequest(`${name}: expected a list of strings.`);
  return given;
}

/** `InsightId` of a request, which must be a UUID; in lower case. */
export function readInsightId(input: JsonObject): string {
  const id = input['InsightId'];
  if (typeof id !== 'string' || !/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id))
    throw invalidRequest('InsightId: expected a UUID.');
  return id.toLowerCase();
}

/** `MaxResults` of a request: a whole number from 1 to the operation's maximum, which is the default. */
export function readMaxResults({ MaxResults: value }: JsonObject, most: number): number {
  if (value === undefined || value === null) return most;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most)
    throw invalidRequest(`MaxResults: expected a whole number from 1 to ${most}.`);
  return value;
}

/** A list of some words that a request may have. */
export function readOptionalWords<T extends string>(
  input: JsonObject,
  name: string,
  words: readonly T[],
): T[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const found = words.filter((word) => Array.isArray(value) && value.includes(word));
  if (!Array.isArray(value) || new Set(value).size !== found.length)
    throw invalidRequest(
      `${name}: expected a list of ${words.join(' and ')}, not ${JSON.stringify(value).slice(0, 200)}.`,
    );
  return found;
}

/** Refuses the token of an operation whose answers have one page. */
export function checkNoToken(input: JsonObject): void {
  const token = input['NextToken'];
  if (token !== undefined && token !== null) throw invalidRequest('NextToken: not a token of this operation.');
}

function readTime(input: JsonObject, name: string): number {
  const value = input[name];
  if (value === undefined || value === null) throw invalidRequest(`${name} is required.`);
  const seconds = timeIn(value);
  if (seconds === undefined)
    throw invalidRequest(`${name}: expected a number of epoch seconds, not ${JSON.stringify(value)}.`);
  return toMicros(seconds);
}

const SIX_HOURS_MICROS = 6 * 3_600 * 1e6;
const MAX_TRACE_IDS = 5;
// X-Ray API reference: AmazonResourceName, PolicyName, RetrievalToken.
export const MAX_ARN_LENGTH = 1_011;
export const MAX_POLICY_NAME_LENGTH = 128;
export const MAX_RETRIEVAL_TOKEN_LENGTH = 1_020;
