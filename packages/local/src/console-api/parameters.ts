import type { Hide, Scope } from '@otel-xray/console/contract';
import { isObject, type JsonObject } from '../ground/json.ts';
import { normalizeTraceId } from '../ground/repair.ts';
import { ProblemError } from './problem.ts';

/** The members of `Scope` in a body. */
export function readScope(input: JsonObject): Scope {
  const filter = optionalText(input, 'filter');
  const group = optionalText(input, 'group');
  const start = optionalMicros(input, 'start');
  const end = optionalMicros(input, 'end');
  const hide = optionalTexts(input, 'hide');
  const error = optionalText(input, 'error');
  for (const each of hide ?? [])
    if (!HIDE.test(each))
      throw new ProblemError(`hide: expected service:…, url:…, health or static, not ${quote(each)}.`);
  return {
    ...(filter !== undefined && { filter }),
    ...(group !== undefined && { group }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(hide && { hide: hide as Hide[] }),
    ...(error !== undefined && { error }),
  };
}

/** The query of a GET request as a body would have it: `hide` and `id` may come more than once, times are numbers. */
export function queryToInput(url: string): JsonObject {
  const { searchParams } = new URL(url);
  const input: Record<string, unknown> = Object.fromEntries(searchParams);
  for (const name of ['start', 'end']) if (input[name] !== undefined) input[name] = Number(input[name] || Number.NaN);
  for (const name of ['hide', 'id']) if (searchParams.has(name)) input[name] = searchParams.getAll(name);
  return input;
}

/** The trace id in a path, in either form. */
export function readTraceId(text: string): string {
  const id = normalizeTraceId(text);
  if (id === undefined) throw new ProblemError(`${quote(text)} is not a trace id.`);
  return id;
}

/** Trace ids of a request, in X-Ray's form. */
export function readTraceIds(input: JsonObject, name: string): string[] | undefined {
  return optionalTexts(input, name)?.map(readTraceId);
}

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new ProblemError(`${name}: expected a text, not ${quote(value)}.`);
  return value;
}

export function optionalTexts(input: JsonObject, name: string): string[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length > MAX_LIST || !value.every((each) => typeof each === 'string'))
    throw new ProblemError(`${name}: expected a list of at most ${MAX_LIST} texts.`);
  return value;
}

export function optionalInteger(input: JsonObject, name: string, least: number, most: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw new ProblemError(`${name}: expected a whole number from ${least} to ${most}, not ${quote(value)}.`);
  return value;
}

/** A member that must be a list of objects. */
export function readObjects(input: JsonObject, name: string): JsonObject[] {
  const value = input[name];
  if (!Array.isArray(value) || !value.every(isObject)) throw new ProblemError(`${name}: expected a list of objects.`);
  return value;
}

function optionalMicros(input: JsonObject, name: string): number | undefined {
  return optionalInteger(input, name, 0, Number.MAX_SAFE_INTEGER);
}

function quote(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 100) ?? String(value);
}

const HIDE = /^(?:service:[\s\S]+|url:[\s\S]+|health|static)$/;
const MAX_LIST = 10_000;
