/** Lowest first, as OpenTelemetry orders severities. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/**
 * `GET /-/traces/{id}/logs`: the log records of a trace, from all its services, oldest first.
 * `GET /-/logs` with `start` and `end`: those of all traces, newest first.
 *
 * Parameters of both: `level` is the lowest level to return. `q` is a string that the text holds, ignoring letter case. `limit` is 1 to
 * 1,000, default 200. `after` is the `next` of the page before.
 */
export interface LogsAnswer {
  readonly logs: readonly LogEntry[];
  /** Records by level, whatever `level` and `q` select; those without a level under `none`. Only for one trace. */
  readonly counts?: Readonly<Partial<Record<LogLevel | 'none', number>>>;
  /** Absent on the last page. */
  readonly next?: string;
}

/** One log record. */
export interface LogEntry {
  /** Unique in this store. */
  readonly id: number;
  readonly traceId: string;
  /** When it was written, else when it arrived. */
  readonly at: number;
  /** Absent when the record has none. */
  readonly level?: LogLevel;
  readonly text: string;
  /** The service that wrote it: `service.name` of OTLP, a member of the JSON line. */
  readonly service?: string;
  /** `otlp`, `stdout`, `stderr`, or the name of a file. */
  readonly source: string;
  /** The segment or subsegment that it names; it may be missing in the trace. */
  readonly entity?: string;
  /** Further members of the record. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}
