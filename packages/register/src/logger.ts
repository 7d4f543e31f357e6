import { DiagConsoleLogger, type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import type { LogLevel } from './options.ts';

/** Where this package's own messages go. */
export function logger(): DiagLogger {
  return diag.createComponentLogger({ namespace: '@otel-xray/register' });
}

/** Prints what is at least as important as `level` to the console. A logger that the program has set stays. */
export function printToConsole(level: LogLevel): void {
  if (hasLogger()) return;
  const printer = new DiagConsoleLogger();
  const warn: DiagLogger['warn'] = (message, ...details) => {
    if (!message.startsWith(NO_VALUE)) printer.warn(message, ...details);
  };
  diag.setLogger({ ...printer, warn }, DIAG_LEVELS[level]);
}

// SDK 3.1 warns of every attribute that a detector has no value for, which off AWS are all of them.
const NO_VALUE = 'dropping invalid resource attribute value for key';

const DIAG_LEVELS: Readonly<Record<LogLevel, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
};

/** The API has no question for it, and setting one replaces what is there. */
function hasLogger(): boolean {
  const api = (globalThis as Record<symbol, { diag?: unknown } | undefined>)[Symbol.for('opentelemetry.js.api.1')];
  return api?.diag !== undefined;
}
