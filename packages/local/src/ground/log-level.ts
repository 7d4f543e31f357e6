import type { LogLevel } from '@otel-xray/console/contract';

/** The levels of logs, lowest first: four severity numbers of OpenTelemetry each, from 1. */
export const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/**
 * The level of a severity number, `undefined` outside of 1 to 24.
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
 */
export function levelOf(severity: number): LogLevel | undefined {
  return LOG_LEVELS[Math.ceil(severity / 4) - 1];
}

/** The lowest severity number of a level. */
export function severityOf(level: LogLevel): number {
  return LOG_LEVELS.indexOf(level) * 4 + 1;
}

/**
 * The severity number of a logger's level: a name such as `WARNING`, or a number of pino and bunyan, 10 to 60.
 * @returns 0 for any other value
 */
export function readSeverity(level: unknown): number {
  if (typeof level === 'number') return level >= 10 && level <= 60 ? (Math.floor(level / 10) - 1) * 4 + 1 : 0;
  if (typeof level !== 'string') return 0;
  const name = level.trim().toLowerCase();
  const known = NAMES.find(([, names]) => names.includes(name));
  return known ? severityOf(known[0]) : 0;
}

const NAMES: readonly (readonly [level: LogLevel, names: readonly string[]])[] = [
  ['trace', ['trace', 'silly', 'finest', 'finer', 'verbose']],
  ['debug', ['debug', 'fine', 'dbug', 'd']],
  ['info', ['info', 'information', 'informational', 'notice', 'log', 'http', 'i']],
  ['warn', ['warn', 'warning', 'w']],
  ['error', ['error', 'err', 'severe', 'e']],
  ['fatal', ['fatal', 'critical', 'crit', 'panic', 'alert', 'emergency', 'emerg', 'f']],
];
