import { fromXRayTraceId } from '@otel-xray/format';
import type { Api } from '../client/api.ts';
import type { JsonObject } from '../ground/json.ts';
import { type ParsedLog, parseLogLine } from '../intake/log-line.ts';

/** Where lines come from: an output stream of a program, or a file. */
export type LogSource = { readonly stream: 'stdout' | 'stderr' } | { readonly file: string };

/** Sends the log lines that name a trace to a Local X-Ray, some at a time, as OTLP. Never throws. */
export class LogSender {
  readonly #api: Pick<Api, 'call'>;
  readonly #onFailure: (message: string) => void;
  readonly #last = new Map<LogSource, ParsedLog>();
  #waiting: JsonObject[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #hasFailed = false;

  /** @param onFailure called for the first request that fails */
  constructor(api: Pick<Api, 'call'>, onFailure: (message: string) => void) {
    this.#api = api;
    this.#onFailure = onFailure;
  }

  /** Queues a line. An indented one without a trace id, as in a stack trace, belongs to the line before. */
  add(line: string, source: LogSource): void {
    const parsed = parseLogLine(line);
    if (!parsed) return;
    const before = this.#last.get(source);
    const isContinuation = !parsed.ids && /^\s/.test(line) && before?.ids !== undefined;
    const log = isContinuation
      ? { ...parsed, ids: before.ids, severity: before.severity, service: before.service, atMicros: before.atMicros }
      : { ...parsed, atMicros: parsed.atMicros ?? Date.now() * 1e3 };
    this.#last.set(source, log);
    if (!log.ids || this.#waiting.length >= MAX_WAITING) return;
    this.#waiting.push(toResourceLogs(log, source));
    if (this.#waiting.length >= BATCH) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), BATCH_MILLIS);
  }

  /** Resolves when all lines are sent. */
  async flush(): Promise<void> {
    this.#send();
    await this.#sending;
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sending.then(async () => {
      const resourceLogs = this.#waiting;
      this.#waiting = [];
      if (resourceLogs.length === 0) return;
      try {
        await this.#api.call('/v1/logs', { resourceLogs });
      } catch (error) {
        if (!this.#hasFailed) this.#onFailure(error instanceof Error ? error.message : String(error));
        this.#hasFailed = true;
      }
    });
  }
}

/** A record as a member of OTLP's `resourceLogs`. */
export function toResourceLogs(log: ParsedLog, source?: LogSource): JsonObject {
  const { ids, atMicros, severity, service, text, attributes } = log;
  const own = source && ('stream' in source ? { 'log.iostream': source.stream } : { 'log.file.name': source.file });
  return {
    resource: { attributes: attributesOf(service === undefined ? {} : { 'service.name': service }) },
    scopeLogs: [
      {
        logRecords: [
          {
            ...(atMicros !== undefined && { timeUnixNano: `${Math.round(atMicros)}000` }),
            severityNumber: severity,
            body: { stringValue: text },
            traceId: ids && fromXRayTraceId(ids.traceId),
            ...(ids?.entity !== undefined && { spanId: ids.entity }),
            attributes: attributesOf({ ...attributes, ...own }),
          },
        ],
      },
    ],
  };
}

function attributesOf(members: JsonObject): JsonObject[] {
  return Object.entries(members).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

function toAnyValue(value: unknown): JsonObject {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { doubleValue: value };
  // Deeper members are for reading only.
  return { stringValue: JSON.stringify(value) };
}

const BATCH = 200;
const BATCH_MILLIS = 100;
/** Lines that wait while a server does not answer. */
const MAX_WAITING = 20_000;
