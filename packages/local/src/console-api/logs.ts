import type { LogEntry, LogLevel, LogsAnswer } from '@otel-xray/console/contract';
import { type JsonObject, objectIn } from '../ground/json.ts';
import { LOG_LEVELS, levelOf, severityOf } from '../ground/log-level.ts';
import type { LogPosition, StoredLog } from '../store/log-rows.ts';
import type { ConsoleContext } from './console-context.ts';
import { optionalInteger, optionalText } from './parameters.ts';
import { ProblemError } from './problem.ts';

/** `GET /-/traces/{id}/logs`: the log records of a trace, oldest first. A trace without any document may have logs, too. */
export function readTraceLogs(traceId: string, input: JsonObject, { store }: LogContext): LogsAnswer {
  const page = read(input, { store }, { traceId, order: 'oldest' });
  return { ...page, counts: store.logs.counts(traceId) };
}

/** `GET /-/logs`: the log records of a range, newest first. */
export function searchLogs(input: JsonObject, { store }: LogContext): LogsAnswer {
  const start = optionalInteger(input, 'start', 0, Number.MAX_SAFE_INTEGER);
  const end = optionalInteger(input, 'end', 0, Number.MAX_SAFE_INTEGER);
  return read(input, { store }, { order: 'newest', start, end });
}

type LogContext = Pick<ConsoleContext, 'store'>;

function read(
  input: JsonObject,
  { store }: LogContext,
  selection: Pick<Parameters<LogContext['store']['logs']['select']>[0], 'traceId' | 'order' | 'start' | 'end'>,
): LogsAnswer {
  const limit = readLimit(optionalText(input, 'limit'));
  const found = store.logs.select({
    ...selection,
    severity: readLevel(optionalText(input, 'level')),
    text: optionalText(input, 'q'),
    after: readPosition(optionalText(input, 'after')),
    // One more shows that there is another page.
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    logs: page.map(toEntry),
    ...(found.length > limit && last && { next: `${last.atMicros}.${last.sequence}` }),
  };
}

function toEntry(log: StoredLog): LogEntry {
  const { sequence, traceId, entity, atMicros, severity, service, source, text, attributes } = log;
  const level = levelOf(severity);
  return {
    ...{ id: sequence, traceId, at: atMicros, text, source },
    ...(level && { level }),
    ...(service !== undefined && { service }),
    ...(entity !== undefined && { entity }),
    ...(attributes !== undefined && { attributes: objectIn(JSON.parse(attributes)) }),
  };
}

function readLevel(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!LOG_LEVELS.includes(text as LogLevel)) throw new ProblemError(`level: expected ${LOG_LEVELS.join(', ')}.`);
  return severityOf(text as LogLevel);
}

function readLimit(text: string | undefined): number {
  const limit = text === undefined ? DEFAULT_LIMIT : Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new ProblemError(`limit: expected a whole number from 1 to ${MAX_LIMIT}.`);
  return limit;
}

function readPosition(text: string | undefined): LogPosition | undefined {
  if (text === undefined) return undefined;
  const [, atMicros, sequence] = /^(\d{1,16})\.(\d{1,16})$/.exec(text) ?? [];
  if (atMicros === undefined) throw new ProblemError('after: expected the `next` of the page before.');
  return { atMicros: Number(atMicros), sequence: Number(sequence) };
}

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 1_000;
