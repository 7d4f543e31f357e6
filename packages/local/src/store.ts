import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { lockFolder } from './store-lock.ts';

/** How something came in. */
export type Way = 'udp' | 'api' | 'otlp' | 'process';

/** A document as it came. */
export interface ReceivedDocument {
  /** X-Ray's form, lower case. */
  readonly traceId: string;
  /** Verbatim. */
  readonly text: string;
  /** Epoch milliseconds. */
  readonly arrivedMillis: number;
  readonly way: Way;
  /** `host:port`; empty in process. */
  readonly sender: string;
}

/** Something that was not taken. */
export interface Rejection {
  readonly reason: string;
  /** The first 512 bytes, as text. */
  readonly head: string;
  readonly bytes: number;
  readonly arrivedMillis: number;
  readonly way: Way;
  readonly sender: string;
}

/** What is derived from a trace's documents, to be found by. Times are microseconds. */
export interface DerivedTrace {
  /** The time that a range of trace ids looks at. */
  readonly timeMicros: number;
  readonly startMicros: number;
  readonly summary: string;
  readonly calls: string;
  readonly entities: readonly {
    readonly id: string;
    readonly kind: string;
    readonly start: number;
    readonly end?: number;
  }[];
}

/** Which traces: microseconds, `start` ≤ t < `end`, and what t is. */
export interface TraceRange {
  readonly type: 'TraceId' | 'Event' | 'Service';
  readonly start: number;
  readonly end: number;
}

/** A trace in a list, newest first by `time`, then id. */
export interface TraceRow {
  readonly id: string;
  readonly revision: number;
  readonly time: number;
  readonly summary: string;
  readonly calls: string;
}

/** What the rules did in one report of one sampler. */
export interface SamplingStatistics {
  readonly ruleName: string;
  readonly clientId: string;
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly requests: number;
  readonly sampled: number;
  readonly borrowed: number;
}

/** A sampling rule as it is kept; times are epoch seconds. */
export interface StoredSamplingRule {
  readonly name: string;
  /** The rule as JSON. */
  readonly text: string;
  readonly createdSeconds: number;
  readonly modifiedSeconds: number;
}

/**
 * Everything Local X-Ray keeps, in SQLite. Documents are kept as they came; what is derived from them can be made again and
 * carries the revision it was made from.
 */
export class Store {
  readonly #db: DatabaseSync;
  readonly #unlock: () => void;
  readonly #statements = new Map<string, StatementSync>();
  #cursor: number;

  /**
   * @param dataDir a folder, made if need be, or `:memory:`
   * @throws if another process has the folder open, or a newer version wrote it
   */
  constructor(dataDir: string) {
    const inMemory = dataDir === ':memory:';
    if (!inMemory) mkdirSync(dataDir, { recursive: true });
    this.#unlock = inMemory ? () => {} : lockFolder(dataDir);
    try {
      this.#db = new DatabaseSync(inMemory ? dataDir : join(dataDir, 'traces.sqlite'));
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      this.#createSchema(dataDir);
    } catch (error) {
      this.#unlock();
      throw error;
    }
    this.#cursor = Number(this.#get('SELECT max(cursor) AS cursor FROM traces')?.['cursor'] ?? 0);
  }

  /** Keeps documents, in one transaction. */
  add(documents: readonly ReceivedDocument[]): void {
    this.#transaction(() => {
      for (const { traceId, text, arrivedMillis, way, sender } of documents) {
        this.#run(INSERT_DOCUMENT, traceId, arrivedMillis, way, sender, text);
        this.#run(UPSERT_TRACE, traceId, ++this.#cursor, Buffer.byteLength(text));
      }
    });
  }

  /** Keeps what was rejected, the last thousand. */
  reject(rejections: readonly Rejection[]): void {
    this.#transaction(() => {
      for (const { arrivedMillis, way, sender, reason, bytes, head } of rejections)
        this.#run(
          'INSERT INTO rejections (arrived_millis, way, sender, reason, bytes, head) VALUES (?, ?, ?, ?, ?, ?)',
          ...[arrivedMillis, way, sender, reason, bytes, head],
        );
      this.#run('DELETE FROM rejections WHERE sequence <= (SELECT max(sequence) FROM rejections) - ?', MAX_REJECTIONS);
    });
  }

  /** The last rejections, newest first. */
  rejections(limit: number): Rejection[] {
    const columns = 'reason, head, bytes, arrived_millis AS arrivedMillis, way, sender';
    return this.#all<Rejection>(`SELECT ${columns} FROM rejections ORDER BY sequence DESC LIMIT ?`, limit);
  }

  /** A trace's documents in order of arrival. */
  documents(traceId: string): ReceivedDocument[] {
    const columns = 'trace_id AS traceId, text, arrived_millis AS arrivedMillis, way, sender';
    return this.#all<ReceivedDocument>(
      `SELECT ${columns} FROM documents WHERE trace_id = ? ORDER BY sequence`,
      traceId,
    );
  }

  /** The number of changes a trace has seen; 0 if there is none. */
  revision(traceId: string): number {
    return Number(this.#get('SELECT revision FROM traces WHERE id = ?', traceId)?.['revision'] ?? 0);
  }

  /** The ids of all derived traces, oldest first. */
  traceIds(): string[] {
    return this.#all<{ id: string }>('SELECT id FROM traces ORDER BY time_micros, id').map(({ id }) => id);
  }

  /** Traces that changed since they were derived. */
  staleTraceIds(): string[] {
    return this.#all<{ id: string }>('SELECT id FROM traces WHERE derived_revision < revision').map(({ id }) => id);
  }

  /** Keeps what was derived from the traces as they stand. */
  saveDerived(traces: readonly (DerivedTrace & { readonly id: string })[]): void {
    this.#transaction(() => {
      for (const { id, timeMicros, startMicros, summary, calls, entities } of traces) {
        this.#run(UPDATE_DERIVED, timeMicros, startMicros, summary, calls, id);
        this.#run('DELETE FROM entities WHERE trace_id = ?', id);
        for (const { id: entityId, kind, start, end } of entities)
          this.#run('INSERT INTO entities VALUES (?, ?, ?, ?, ?)', id, entityId, kind, start, end ?? null);
      }
    });
  }

  /** Derived traces in a range, newest first, beginning behind `after`. */
  list(range: TraceRange, limit: number, after?: { readonly time: number; readonly id: string }): TraceRow[] {
    return this.#all<TraceRow>(
      `SELECT id, revision, time_micros AS time, summary, calls FROM traces WHERE ${RANGE_CONDITIONS[range.type]}
       AND (time_micros, id) < (?, ?) ORDER BY time_micros DESC, id DESC LIMIT ?`,
      ...[range.start, range.end, after?.time ?? Number.MAX_SAFE_INTEGER, after?.id ?? '', limit],
    );
  }

  /** Microseconds: the first activity of a trace in a range. */
  firstActivity(traceId: string, range: TraceRange): number | undefined {
    const row = this.#get(
      `SELECT min(start_micros) AS first FROM entities WHERE trace_id = ? AND ${ACTIVE_IN_RANGE}`,
      ...[traceId, range.start, range.end],
    );
    return row?.['first'] === null ? undefined : Math.max(Number(row?.['first']), range.start);
  }

  addTelemetry(records: readonly string[], arrivedMillis: number, sender: string): void {
    this.#transaction(() => {
      for (const text of records)
        this.#run('INSERT INTO telemetry (arrived_millis, sender, text) VALUES (?, ?, ?)', arrivedMillis, sender, text);
    });
  }

  /** The sampling rules that were made or changed, in no order. */
  samplingRules(): StoredSamplingRule[] {
    return this.#all(
      `SELECT name, text, created_seconds AS createdSeconds, modified_seconds AS modifiedSeconds FROM sampling_rules
       WHERE text IS NOT NULL`,
    );
  }

  saveSamplingRule({ name, text, createdSeconds, modifiedSeconds }: StoredSamplingRule): void {
    this.#run('INSERT OR REPLACE INTO sampling_rules VALUES (?, ?, ?, ?)', name, text, createdSeconds, modifiedSeconds);
  }

  deleteSamplingRule(name: string, nowSeconds: number): void {
    this.#run('UPDATE sampling_rules SET text = NULL, modified_seconds = ? WHERE name = ?', nowSeconds, name);
  }

  /** Epoch seconds of the last change of a sampling rule, deletions included; 0 is never. */
  samplingRulesModifiedSeconds(): number {
    return Number(this.#get('SELECT coalesce(max(modified_seconds), 0) AS at FROM sampling_rules')?.['at']);
  }

  addSamplingStatistics(statistics: readonly SamplingStatistics[]): void {
    this.#transaction(() => {
      for (const { ruleName, clientId, timestamp, requests, sampled, borrowed } of statistics)
        this.#run(
          'INSERT INTO sampling_statistics VALUES (?, ?, ?, ?, ?, ?)',
          ...[ruleName, clientId, timestamp, requests, sampled, borrowed],
        );
    });
  }

  /** What the samplers reported since a time, summed up by rule and window of some seconds. */
  samplingStatistics(sinceSeconds: number, windowSeconds: number): Omit<SamplingStatistics, 'clientId'>[] {
    return this.#all(
      `SELECT rule_name AS ruleName, CAST(timestamp / ? AS INTEGER) * ? AS timestamp, sum(requests) AS requests,
       sum(sampled) AS sampled, sum(borrowed) AS borrowed FROM sampling_statistics WHERE timestamp >= ?
       GROUP BY 1, 2 ORDER BY 2 DESC, 1`,
      ...[windowSeconds, windowSeconds, sinceSeconds],
    );
  }

  /** What is set of a kind, such as the groups: the JSON texts, in order of their names. */
  settings(kind: string): string[] {
    const rows = this.#all<{ text: string }>('SELECT text FROM settings WHERE kind = ? ORDER BY name', kind);
    return rows.map(({ text }) => text);
  }

  /** The JSON text that is set under a kind and a name. */
  setting(kind: string, name: string): string | undefined {
    const row = this.#get('SELECT text FROM settings WHERE kind = ? AND name = ?', kind, name);
    return row && String(row['text']);
  }

  saveSetting(kind: string, name: string, text: string): void {
    this.#run('INSERT OR REPLACE INTO settings VALUES (?, ?, ?)', kind, name, text);
  }

  deleteSetting(kind: string, name: string): void {
    this.#run('DELETE FROM settings WHERE kind = ? AND name = ?', kind, name);
  }

  /** Removes what is older than a time (microseconds): traces by their start, reports by their arrival. */
  removeOlderThan(micros: number): void {
    this.#removeTraces('SELECT id FROM traces WHERE start_micros < ?', micros);
    this.#run('DELETE FROM telemetry WHERE arrived_millis < ?', micros / 1e3);
    this.#run('DELETE FROM sampling_statistics WHERE timestamp < ?', micros / 1e6);
  }

  /** Removes the oldest traces until the documents kept are at most so many bytes. */
  removeOldestOver(maxBytes: number): void {
    this.#removeTraces(
      `SELECT id FROM (SELECT id, sum(bytes) OVER (ORDER BY start_micros DESC, id DESC) AS total FROM traces) WHERE total > ?`,
      maxBytes,
    );
  }

  /** The bytes of all documents kept. */
  bytes(): number {
    return Number(this.#get('SELECT coalesce(sum(bytes), 0) AS bytes FROM traces')?.['bytes']);
  }

  /** Removes everything. */
  reset(): void {
    for (const table of TABLES) this.#run(`DELETE FROM ${table}`);
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
    this.#unlock();
  }

  #createSchema(dataDir: string): void {
    const version = Number(this.#get('PRAGMA user_version')?.['user_version']);
    if (version > SCHEMA_VERSION)
      throw new Error(
        `dataDir: ${dataDir} was written by a newer xray-local (schema ${version}, this one knows ${SCHEMA_VERSION}).`,
      );
    if (version < SCHEMA_VERSION)
      this.#db.exec(`BEGIN; ${SCHEMAS.slice(version).join('')} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  }

  #removeTraces(select: string, limit: number): void {
    this.#transaction(() => {
      const ids = this.#all<{ id: string }>(select, limit);
      for (const { id } of ids) {
        this.#run('DELETE FROM documents WHERE trace_id = ?', id);
        this.#run('DELETE FROM entities WHERE trace_id = ?', id);
        this.#run('DELETE FROM traces WHERE id = ?', id);
      }
    });
  }

  #transaction(work: () => void): void {
    this.#run('BEGIN IMMEDIATE');
    try {
      work();
      this.#run('COMMIT');
    } catch (error) {
      this.#run('ROLLBACK');
      throw error;
    }
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#statement(sql).run(...values);
  }

  #get(sql: string, ...values: (string | number)[]): Record<string, unknown> | undefined {
    return this.#statement(sql).get(...values);
  }

  #all<T>(sql: string, ...values: (string | number)[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  #statement(sql: string): StatementSync {
    const found = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, found);
    return found;
  }
}

const MAX_REJECTIONS = 1_000;

// `cursor` counts all changes of the store, so that a reader can ask what changed since it last looked.
const FIRST_SCHEMA = `
  CREATE TABLE documents (
    sequence INTEGER PRIMARY KEY, trace_id TEXT NOT NULL, arrived_millis REAL NOT NULL, way TEXT NOT NULL,
    sender TEXT NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_trace ON documents (trace_id, sequence);
  CREATE TABLE traces (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, cursor INTEGER NOT NULL, bytes INTEGER NOT NULL,
    derived_revision INTEGER NOT NULL DEFAULT 0, time_micros INTEGER, start_micros INTEGER, summary TEXT, calls TEXT
  ) STRICT;
  CREATE INDEX traces_by_time ON traces (time_micros, id);
  CREATE INDEX traces_by_start ON traces (start_micros, id);
  CREATE INDEX traces_by_cursor ON traces (cursor);
  CREATE INDEX traces_stale ON traces (id) WHERE derived_revision < revision;
  CREATE TABLE entities (
    trace_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, start_micros INTEGER NOT NULL, end_micros INTEGER,
    PRIMARY KEY (trace_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entities_by_end ON entities (end_micros, trace_id);
  CREATE TABLE rejections (
    sequence INTEGER PRIMARY KEY, arrived_millis REAL NOT NULL, way TEXT NOT NULL, sender TEXT NOT NULL,
    reason TEXT NOT NULL, bytes INTEGER NOT NULL, head TEXT NOT NULL
  ) STRICT;
  CREATE TABLE telemetry (
    sequence INTEGER PRIMARY KEY, arrived_millis REAL NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE TABLE sampling_statistics (
    rule_name TEXT NOT NULL, client_id TEXT NOT NULL, timestamp REAL NOT NULL, requests INTEGER NOT NULL,
    sampled INTEGER NOT NULL, borrowed INTEGER NOT NULL
  ) STRICT;
`;
// A rule that was deleted stays without its text: samplers must hear that something has changed.
const WITH_SAMPLING_RULES = `
  CREATE TABLE sampling_rules (
    name TEXT PRIMARY KEY, text TEXT, created_seconds REAL NOT NULL, modified_seconds REAL NOT NULL
  ) STRICT;
`;
// What the account has besides traces: groups, tags, policies. Few and small, so one table for all kinds.
const WITH_SETTINGS = `
  CREATE TABLE settings (
    kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
`;
/** Each takes a database of the version that is its index to the next one. */
const SCHEMAS = [FIRST_SCHEMA, WITH_SAMPLING_RULES, WITH_SETTINGS];
const SCHEMA_VERSION = SCHEMAS.length;
const TABLES = [
  ...['documents', 'traces', 'entities', 'rejections', 'telemetry', 'sampling_statistics'],
  ...['sampling_rules', 'settings'],
];

const INSERT_DOCUMENT = 'INSERT INTO documents (trace_id, arrived_millis, way, sender, text) VALUES (?, ?, ?, ?, ?)';
const UPSERT_TRACE = `INSERT INTO traces (id, revision, cursor, bytes) VALUES (?, 1, ?, ?) ON CONFLICT (id) DO UPDATE SET
  revision = revision + 1, cursor = excluded.cursor, bytes = bytes + excluded.bytes`;
const UPDATE_DERIVED = `UPDATE traces SET derived_revision = revision, time_micros = ?, start_micros = ?, summary = ?, calls = ?
  WHERE id = ?`;

// Numbered, since the range's start comes before its end in every condition.
const ACTIVE_IN_RANGE = '(end_micros IS NULL OR end_micros >= ?2) AND start_micros < ?3';
const RANGE_CONDITIONS: Readonly<Record<TraceRange['type'], string>> = {
  TraceId: 'time_micros >= ?1 AND time_micros < ?2',
  Event: `EXISTS (SELECT 1 FROM entities WHERE trace_id = traces.id AND
    (end_micros IS NULL OR end_micros >= ?1) AND entities.start_micros < ?2)`,
  Service: `EXISTS (SELECT 1 FROM entities WHERE trace_id = traces.id AND kind = 'segment' AND
    end_micros >= ?1 AND end_micros < ?2)`,
};
