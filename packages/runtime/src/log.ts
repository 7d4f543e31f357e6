import { type DiagLogger, diag } from '@opentelemetry/api';

/** Logs one line. */
export type Log = (level: 'error' | 'warn' | 'info' | 'debug', ...line: Parameters<DiagLogger['info']>) => void;

/** Creates a log that writes to OpenTelemetry's `diag`, with the package's name as prefix. A logger that throws costs only the line. */
export function createLog(namespace: string): Log {
  return (level, ...line) => {
    try {
      diag.createComponentLogger({ namespace })[level](...line);
    } catch {
      // The application's logger failed; there is nowhere else to report it.
    }
  };
}
