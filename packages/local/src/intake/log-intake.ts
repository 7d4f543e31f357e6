import { isObject } from '../ground/json.ts';
import { type LogRecord, type LogRows, withoutNul } from '../store/log-rows.ts';
import type { ParsedLog } from './log-line.ts';

/** A parsed log record, and its source. */
export interface ReceivedLog extends ParsedLog {
  /** `otlp`, `stdout`, `stderr`, or the name of a file. */
  readonly source: string;
}

/** All log records pass here: those that name a trace are stored, the others counted. */
export class LogIntake {
  readonly #logs: Pick<LogRows, 'add'>;
  readonly #now: () => number;
  readonly #onCounted: () => void;
  #records = 0;
  #withoutTrace = 0;

  /**
   * @param now epoch milliseconds
   * @param onCounted called when a counter has changed
   */
  constructor({
    logs,
    now,
    onCounted = () => {},
  }: {
    readonly logs: Pick<LogRows, 'add'>;
    readonly now: () => number;
    readonly onCounted?: () => void;
  }) {
    this.#logs = logs;
    this.#now = now;
    this.#onCounted = onCounted;
  }

  /** Stores records in one transaction. */
  accept(received: readonly ReceivedLog[]): void {
    const arrivedMillis = this.#now();
    const records = received.flatMap((log) => toRecord(log, arrivedMillis) ?? []);
    this.#logs.add(records, arrivedMillis);
    this.#records += records.length;
    this.#withoutTrace += received.length - records.length;
    this.#onCounted();
  }

  /** Records since the start or the last reset. */
  counts(): { readonly logRecords: number; readonly logsWithoutTrace: number } {
    return { logRecords: this.#records, logsWithoutTrace: this.#withoutTrace };
  }

  reset(): void {
    this.#records = 0;
    this.#withoutTrace = 0;
  }
}

function toRecord(log: ReceivedLog, arrivedMillis: number): LogRecord | undefined {
  const { ids, atMicros, severity, service, source, text, attributes } = log;
  if (!ids) return undefined;
  const arrived = Math.round(arrivedMillis * 1e3);
  return {
    traceId: ids.traceId,
    entity: ids.entity,
    atMicros: atMicros !== undefined && Number.isSafeInteger(atMicros) && atMicros > 0 ? atMicros : arrived,
    severity,
    service: service === undefined ? undefined : cut(service, MAX_NAME),
    source: cut(source, MAX_NAME),
    text: cut(text, MAX_TEXT),
    attributes: jsonOf(attributes),
  };
}

/** The members as JSON; nothing where there are none, or too many. */
function jsonOf(attributes: unknown): string | undefined {
  if (!isObject(attributes) || Object.keys(attributes).length === 0) return undefined;
  const text = JSON.stringify(attributes);
  return text.length > MAX_TEXT
    ? JSON.stringify({ '…': `${text.length} characters, too many to store` })
    : withoutNul(text);
}

function cut(text: string, most: number): string {
  const plain = withoutNul(text);
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}

const MAX_NAME = 200;
const MAX_TEXT = 64_000;
