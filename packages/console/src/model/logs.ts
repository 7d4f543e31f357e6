import type { LogEntry, LogLevel, LogsAnswer } from '../contract/index.ts';
import type { Status } from './status.ts';

/** The levels to filter by, lowest first. */
export const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** Reads a level of an address. */
export function readLogLevel(text: string | undefined): LogLevel | undefined {
  return LOG_LEVELS.find((level) => level === text);
}

/** The number of all records of a trace. */
export function countLogs(counts: LogsAnswer['counts']): number {
  return Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
}

/** The colour and shape of a level; absent for levels without. */
export function levelStatus(level: LogLevel | undefined): Status | undefined {
  if (level === 'error' || level === 'fatal') return 'fault';
  return level === 'warn' ? 'error' : undefined;
}

/** Entity → its records, in the order of the list. */
export function logsByEntity(logs: readonly LogEntry[]): Map<string, LogEntry[]> {
  const found = new Map<string, LogEntry[]>();
  for (const log of logs) {
    if (log.entity === undefined) continue;
    const own = found.get(log.entity) ?? [];
    own.push(log);
    found.set(log.entity, own);
  }
  return found;
}

/** Adds the next page to a list, each record once. */
export function withNextLogs(before: LogsAnswer, next: LogsAnswer): LogsAnswer {
  const known = new Set(before.logs.map(({ id }) => id));
  return { ...next, logs: [...before.logs, ...next.logs.filter(({ id }) => !known.has(id))] };
}
