import { stripVTControlCharacters } from 'node:util';
import { isNestedDeeper, isObject, type JsonObject, numberIn, textIn } from '../ground/json.ts';
import { readSeverity } from '../ground/log-level.ts';
import { idsInMembers, idsInText, type LogIds } from './log-ids.ts';

/** A log record as a program wrote it. */
export interface ParsedLog {
  /** Absent when it names no trace. */
  readonly ids: LogIds | undefined;
  /** Microseconds since the epoch; absent when it names no time. */
  readonly atMicros: number | undefined;
  /** OpenTelemetry's severity number; 0 for none. */
  readonly severity: number;
  readonly service: string | undefined;
  readonly text: string;
  /** Its other members. */
  readonly attributes: JsonObject;
}

/**
 * Reads one line of a log: JSON as pino, bunyan, winston, Powertools and others write it, or plain text.
 * Trace ids, time, level, message and service are found under the names that these loggers use.
 * @returns `undefined` for an empty line
 */
export function parseLogLine(line: string): ParsedLog | undefined {
  const text = stripVTControlCharacters(line).trimEnd();
  if (text.trim() === '') return undefined;
  const members = readObject(text);
  return members ? ofMembers(members, text) : ofText(text);
}

/** Reads the members of a record; `text` is the message where no member is one. */
function ofMembers(members: JsonObject, text: string): ParsedLog {
  const message = memberOf(members, MESSAGE_NAMES, textIn);
  const level = memberOf(members, LEVEL_NAMES, (value) => readSeverity(value) || undefined);
  const time = memberOf(members, TIME_NAMES, readTime);
  const service = memberOf(members, SERVICE_NAMES, textIn);
  const used = new Set([message, level, time, service].map((member) => member?.name));
  return {
    ids: idsInMembers(members) ?? idsInText(text),
    atMicros: time?.value,
    severity: level?.value ?? 0,
    service: service?.value,
    text: message ? stripVTControlCharacters(message.value) : text,
    // Without a message the text has all members already.
    attributes: message ? Object.fromEntries(Object.entries(members).filter(([name]) => !used.has(name))) : {},
  };
}

function ofText(text: string): ParsedLog {
  const [, time] = TIME_AT_START.exec(text) ?? [];
  const [, level] = LEVEL_NEAR_START.exec(text.slice(0, HEAD_CHARACTERS)) ?? [];
  return {
    ids: idsInText(text),
    atMicros: readTime(time),
    severity: readSeverity(level),
    service: undefined,
    text,
    attributes: {},
  };
}

function readObject(text: string): JsonObject | undefined {
  if (!text.startsWith('{') || isNestedDeeper(text, MAX_NESTING)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function memberOf<T>(
  members: JsonObject,
  names: readonly string[],
  read: (value: unknown) => T | undefined,
): { readonly name: string; readonly value: T } | undefined {
  for (const name of names) {
    const value = read(members[name]);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

/** A time as ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds by its size. */
function readTime(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const millis = Date.parse(value.replace(',', '.'));
    return Number.isFinite(millis) && millis >= 0 ? millis * 1e3 : undefined;
  }
  const number = numberIn(value);
  if (number === undefined || number <= 0) return undefined;
  const unit = UNITS.find(({ below }) => number < below);
  return unit && Math.round(number * unit.micros);
}

const UNITS = [
  { below: 1e11, micros: 1e6 },
  { below: 1e14, micros: 1e3 },
  { below: 1e17, micros: 1 },
  { below: 1e20, micros: 1e-3 },
];
const MESSAGE_NAMES = ['msg', 'message', 'body', 'text', '@m', 'event', 'log'];
const LEVEL_NAMES = ['level', 'severity', 'severity_text', 'severityText', 'levelname', 'log.level', '@l', 'lvl'];
const TIME_NAMES = ['time', 'timestamp', '@timestamp', 'ts', 'date', 'datetime', '@t', 'eventTime'];
const SERVICE_NAMES = ['service.name', 'service', 'service_name', 'serviceName', 'dd.service', 'name', 'logger'];
const TIME_AT_START = /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)/;
const LEVEL_NEAR_START =
  /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|trace|debug|info|warn|warning|error|fatal)\b/;
const HEAD_CHARACTERS = 200;
const MAX_NESTING = 100;
