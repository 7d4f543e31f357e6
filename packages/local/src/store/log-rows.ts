import type { LogLevel } from '@otel-xray/console/contract';
import { levelOf } from '../ground/log-level.ts';
import type { Database } from './database.ts';

/** A log record that names a trace. */
export interface LogRecord {
  /** X-Ray's form, lower case. */
  readonly traceId: string;
  /** The segment or subsegment that it names. */
  readonly entity: string | undefined;
  readonly atMicros: number;
  /** OpenTelemetry's severity number, 1 to 24; 0 for none. */
  readonly severity: number;
  readonly service: string | undefined;
  /** `otlp`, `stdout`, `stderr`, or the name of a file. */
  readonly source: string;
  readonly text: string;
  /** JSON of an object. */
  readonly attributes: string | undefined;
}

/** A log record as it is stored. */
export type StoredLog = LogRecord & { readonly sequence: number; readonly arrivedMillis: number };

/** The place of a record in the order of time. */
export interface LogPosition {
  readonly atMicros: number;
  readonly sequence: number;
}

/** Which log records; every member narrows the selection. */
export interface LogQuery {
  readonly traceId?: string | undefined;
  /** The lowest severity number. */
  readonly severity?: number | undefined;
  /** A string that the text holds, ignoring the case of ASCII letters. */
  readonly text?: string | undefined;
  /** Microseconds: start <= t < end. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly order: 'oldest' | 'newest';
  /** The last record of the page before. */
  readonly after?: LogPosition | undefined;
  readonly limit: number;
}

/**
 * The table of log records, with an index of their words where SQLite was built with FTS5. It has a limit of its own: the oldest
 * arrivals are removed first.
 * https://www.sqlite.org/fts5.html#the_trigram_tokenizer
 */
export class LogRows {
  readonly #db: Database;
  readonly #maxBytes: number;
  /** Whether FTS5 indexes the messages, by three letters each. */
  isIndexed = false;
  // Absent until it is read: after a rollback it is not known.
  #bytes: number | undefined;

  constructor(db: Database, maxBytes: number) {
    this.#db = db;
    this.#maxBytes = maxBytes;
    this.createIndex();
    db.onRollback(() => {
      this.#bytes = undefined;
    });
  }

  /** Creates the index of words where it is absent, and completes it. */
  createIndex(): void {
    this.isIndexed = createWordIndex(this.#db);
  }

  /** The bytes of all records. */
  get bytes(): number {
    this.#bytes ??= this.#db.get<{ bytes: number }>('SELECT coalesce(sum(bytes), 0) AS bytes FROM logs')?.bytes ?? 0;
    return this.#bytes;
  }

  /** Stores records in one transaction; removes the oldest where they are too many. */
  add(records: readonly LogRecord[], arrivedMillis: number): void {
    if (records.length === 0) return;
    const before = this.bytes;
    let bytes = 0;
    this.#db.transaction(() => {
      for (const { traceId, entity, atMicros, severity, service, source, text, attributes } of records) {
        const size = RECORD_BYTES + Buffer.byteLength(text) + Buffer.byteLength(attributes ?? '');
        bytes += size;
        const sequence = this.#db.insert(
          INSERT,
          ...[traceId, entity ?? null, atMicros, arrivedMillis, severity, service ?? null],
          ...[source, text, attributes ?? null, size],
        );
        if (this.isIndexed) this.#db.run('INSERT INTO log_words (rowid, text) VALUES (?, ?)', sequence, text);
      }
      for (let over = before + bytes - this.#maxBytes; over > 0; ) {
        const removed = this.#removeRows('sequence IN (SELECT sequence FROM logs ORDER BY sequence LIMIT 100)');
        if (removed === 0) break;
        over -= removed;
        bytes -= removed;
      }
    });
    this.#bytes = before + bytes;
    this.#db.noteWritten(Math.max(bytes, 0));
  }

  /** The records of a selection, in order of time. */
  select({ traceId, severity, text, start, end, order, after, limit }: LogQuery): StoredLog[] {
    const isOldest = order === 'oldest';
    const conditions: [string, ...(string | number)[]][] = [];
    if (traceId !== undefined) conditions.push(['trace_id = ?', traceId]);
    if (severity !== undefined && severity > 0) conditions.push(['severity >= ?', severity]);
    if (start !== undefined) conditions.push(['at_micros >= ?', start]);
    if (end !== undefined) conditions.push(['at_micros < ?', end]);
    if (text !== undefined) conditions.push(this.#holding(text));
    if (after)
      conditions.push([`(at_micros, sequence) ${isOldest ? '>' : '<'} (?, ?)`, after.atMicros, after.sequence]);
    const where = conditions.map(([sql]) => sql).join(' AND ');
    const direction = isOldest ? '' : ' DESC';
    const rows = this.#db.all<Nullable<StoredLog>>(
      `SELECT ${COLUMNS} FROM logs ${where && `WHERE ${where}`} ORDER BY at_micros${direction}, sequence${direction} LIMIT ?`,
      ...conditions.flatMap(([, ...values]) => values),
      limit,
    );
    return rows.map((row) => ({
      ...row,
      entity: row.entity ?? undefined,
      service: row.service ?? undefined,
      attributes: row.attributes ?? undefined,
    }));
  }

  /** The records of a trace by level. */
  counts(traceId: string): Partial<Record<LogLevel | 'none', number>> {
    const rows = this.#db.all<{ level: number; count: number }>(
      'SELECT (severity + 3) / 4 AS level, count(*) AS count FROM logs WHERE trace_id = ? GROUP BY 1 ORDER BY 1',
      traceId,
    );
    return Object.fromEntries(rows.map(({ level, count }) => [levelOf(level * 4) ?? 'none', count]));
  }

  /** Removes the records of a trace, in the transaction that is open. */
  removeTrace(traceId: string): void {
    this.#bytes = this.bytes - this.#removeRows('trace_id = ?', traceId);
  }

  /**
   * Removes some of the records that arrived before a time.
   * @returns whether more remain
   */
  removeBefore(arrivedMillis: number): boolean {
    const removed = this.#db.transaction(() =>
      this.#removeRows(
        'sequence IN (SELECT sequence FROM logs WHERE arrived_millis < ? ORDER BY sequence LIMIT 1000)',
        arrivedMillis,
      ),
    );
    this.#bytes = this.bytes - removed;
    return removed > 0;
  }

  /** Removes all records, in the transaction that is open. */
  clear(): void {
    this.#removeRows('true');
    this.#bytes = 0;
  }

  // Phrases of fewer than three letters are in no index.
  #holding(text: string): [string, string] {
    const wanted = withoutNul(text);
    if (!this.isIndexed || [...wanted].length < 3) return ['instr(lower(text), lower(?)) > 0', wanted];
    return ['sequence IN (SELECT rowid FROM log_words WHERE log_words MATCH ?)', `"${wanted.replaceAll('"', '""')}"`];
  }

  #removeRows(where: string, ...values: (string | number)[]): number {
    const [sum] = this.#db.all<{ bytes: number }>(
      `SELECT coalesce(sum(bytes), 0) AS bytes FROM logs WHERE ${where}`,
      ...values,
    );
    if (!sum || sum.bytes === 0) return 0;
    if (this.isIndexed)
      this.#db.run(
        `INSERT INTO log_words (log_words, rowid, text) SELECT 'delete', sequence, text FROM logs WHERE ${where}`,
        ...values,
      );
    this.#db.run(`DELETE FROM logs WHERE ${where}`, ...values);
    return sum.bytes;
  }
}

type Nullable<T> = { [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] };

/** SQLite ends a string at NUL in some of its functions. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** @returns whether this build of SQLite has FTS5 */
function createWordIndex(db: Database): boolean {
  const exists = "SELECT count(*) AS count FROM sqlite_schema WHERE name = 'log_words'";
  const isNew = db.get<{ count: number }>(exists)?.count === 0;
  try {
    if (isNew) db.run(CREATE_WORD_INDEX);
    // Records of a build without FTS5 are in no index yet.
    const last = db.get<{ id: number | null }>('SELECT max(sequence) AS id FROM logs')?.id ?? 0;
    const indexed = db.get<{ id: number | null }>('SELECT max(id) AS id FROM log_words_docsize')?.id ?? 0;
    if (last !== indexed) db.run("INSERT INTO log_words (log_words) VALUES ('rebuild')");
    return true;
  } catch {
    return false;
  }
}

const CREATE_WORD_INDEX =
  "CREATE VIRTUAL TABLE log_words USING fts5(text, content = 'logs', content_rowid = 'sequence', tokenize = 'trigram')";
const COLUMNS = `sequence, trace_id AS traceId, entity, at_micros AS atMicros, arrived_millis AS arrivedMillis, severity, service, source,
  text, attributes`;
const INSERT = `INSERT INTO logs (trace_id, entity, at_micros, arrived_millis, severity, service, source, text, attributes, bytes)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** A row without its message and attributes, and its entries in indexes. */
const RECORD_BYTES = 200;
