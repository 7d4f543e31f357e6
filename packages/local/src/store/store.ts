import type { DerivedTrace } from '../trace/derived-trace.ts';
import { Database } from './database.ts';
import { KeptParts } from './kept-parts.ts';
import { LogRows } from './log-rows.ts';
import type {
  KeptTranslation,
  ReceivedDocument,
  Rejection,
  SamplingStatistics,
  StoredSamplingRule,
  Way,
} from './records.ts';
import { isDamage } from './store-error.ts';
import { TraceIndex } from './trace-index.ts';
import { TraceLists } from './trace-lists.ts';

export type { KeptTranslation, ReceivedDocument, Rejection, SamplingStatistics, StoredSamplingRule, Way };

/** A trace that was derived anew, and which change of the store that was. */
export interface TraceChange {
  readonly cursor: number;
  readonly trace: DerivedTrace;
}

/**
 * The database of Local X-Ray, in SQLite. Documents are stored as received. Rows that are derived from them follow a little later, and
 * can be derived again: the store knows the last document of which all before it are derived.
 */
export class Store {
  readonly index: TraceIndex;
  readonly lists: TraceLists;
  readonly logs: LogRows;
  readonly parts: KeptParts;
  readonly #db: Database;
  #cursor: number;
  #bytes: number;

  /**
   * @param dataDir a folder, made if need be, or `:memory:`
   * @param parts what answers remember of the traces
   * @param maxLogBytes the oldest log records beyond are removed.
   * @throws if another process has the folder open, or a newer version wrote it
   */
  constructor(
    dataDir: string,
    {
      parts = new KeptParts(),
      maxLogBytes = Number.POSITIVE_INFINITY,
    }: { parts?: KeptParts; maxLogBytes?: number } = {},
  ) {
    this.parts = parts;
    this.#db = new Database(dataDir);
    this.index = new TraceIndex(this.#db);
    this.logs = new LogRows(this.#db, maxLogBytes);
    this.lists = new TraceLists(this.#db, this.index.nodes);
    // Changes that are not of a trace are not kept: what an earlier run counted lies behind this one in any case.
    this.#cursor = Number(this.#meta('cursor')) + CURSOR_GAP;
    try {
      this.#bytes = this.#bytesOfTraces();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.rebuildIndex();
      this.#bytes = 0;
    }
  }

  /**
   * Replaces a file with a damaged table by a new one with all that is not derived. All traces must be derived again from their documents.
   * @throws if documents are damaged, too, or the disk is full
   */
  rebuildIndex(): void {
    this.#db.rebuild([...TABLES, 'logs', 'meta']);
    this.#saveMeta('seen', 0);
    this.#db.run(NEW_STORE_ID);
    this.logs.createIndex();
    this.parts.clear();
    this.#bytes = 0;
  }

  /** Another one after a reset: nothing that a reader remembers of the store is there any more. */
  get id(): string {
    return String(this.#meta('store_id'));
  }

  /** The last change: counts up, also over restarts. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Counts a change that is not of a trace. */
  nextCursor(): number {
    return ++this.#cursor;
  }

  /**
   * Keeps documents, in one transaction.
   * @returns the sequence number of the first; the others follow without a gap
   */
  add(documents: readonly ReceivedDocument[], translations: readonly KeptTranslation[] = []): number {
    const first = this.#db.transaction(() => {
      let last = 0;
      for (const { traceId, text, arrivedMillis, way, sender } of documents)
        last = this.#db.insert(INSERT_DOCUMENT, traceId, arrivedMillis, way, sender, text);
      for (const { traceId, entity, text } of translations)
        this.#db.run('INSERT OR REPLACE INTO translations VALUES (?, ?, ?)', traceId, entity, text);
      return last - documents.length + 1;
    });
    this.#db.noteWritten(documents.reduce((sum, { text }) => sum + text.length, 0));
    return first;
  }

  /** Keeps what was rejected, the last thousand. */
  reject(rejections: readonly Rejection[]): void {
    this.#db.transaction(() => {
      for (const { arrivedMillis, way, sender, reason, bytes, head, message } of rejections)
        this.#db.run(
          'INSERT INTO rejections (arrived_millis, way, sender, reason, bytes, head, message) VALUES (?, ?, ?, ?, ?, ?, ?)',
          ...[arrivedMillis, way, sender, reason, bytes, head, message],
        );
      this.#db.run(
        'DELETE FROM rejections WHERE sequence <= (SELECT max(sequence) FROM rejections) - ?',
        MAX_REJECTIONS,
      );
    });
  }

  /** The last rejections, newest first. */
  rejections(limit: number): Rejection[] {
    const columns = 'reason, message, head, bytes, arrived_millis AS arrivedMillis, way, sender';
    return this.#db.all(`SELECT ${columns} FROM rejections ORDER BY sequence DESC LIMIT ?`, limit);
  }

  /** A trace's documents in order of arrival. */
  documents(traceId: string): Iterable<ReceivedDocument> {
    const columns = 'trace_id AS traceId, text, arrived_millis AS arrivedMillis, way, sender';
    return this.#db.iterate(`SELECT ${columns} FROM documents WHERE trace_id = ? ORDER BY sequence`, traceId);
  }

  /** The span of an entity that was received as OTLP, in JSON. */
  translation(traceId: string, entity: string): string | undefined {
    const sql = 'SELECT text FROM translations WHERE trace_id = ? AND entity = ?';
    return this.#db.get<{ text: string }>(sql, traceId, entity)?.text;
  }

  /** The entities of a trace of which it is known what they were made from. */
  translated(traceId: string): string[] {
    const sql = 'SELECT entity FROM translations WHERE trace_id = ?';
    return this.#db.all<{ entity: string }>(sql, traceId).map(({ entity }) => entity);
  }

  /** How many documents a trace has, and their bytes. */
  sizeOf(traceId: string): { readonly count: number; readonly bytes: number } {
    return (
      this.#db.get(
        'SELECT count(*) AS count, coalesce(sum(octet_length(text)), 0) AS bytes FROM documents WHERE trace_id = ?',
        traceId,
      ) ?? { count: 0, bytes: 0 }
    );
  }

  /** The traces that have documents from which nothing is derived yet, and the first of these. */
  underived(): { traceId: string; sequence: number }[] {
    return this.#db.all(
      'SELECT trace_id AS traceId, min(sequence) AS sequence FROM documents WHERE sequence > ? GROUP BY trace_id ORDER BY 2',
      Number(this.#meta('seen')),
    );
  }

  /** The sequence number of the last document; 0 if there is none. */
  lastSequence(): number {
    return this.#db.get<{ last: number }>('SELECT coalesce(max(sequence), 0) AS last FROM documents')?.last ?? 0;
  }

  /**
   * Keeps what was derived.
   * @param seen the last document of which all up to it are derived now
   */
  saveDerived(traces: readonly DerivedTrace[], seen: number): TraceChange[] {
    const changes = traces.map((trace, i) => ({ cursor: this.#cursor + i + 1, trace }));
    const { more, times } = this.#db.transaction(() => {
      this.#saveMeta('cursor', this.#cursor + traces.length);
      this.#saveMeta('seen', seen);
      return this.index.save(changes);
    });
    this.#cursor += traces.length;
    this.#bytes += more;
    this.parts.changed(times);
    this.#db.noteWritten(traces.length * INDEX_BYTES);
    return changes;
  }

  addTelemetry(records: readonly string[], arrivedMillis: number, sender: string): void {
    this.#db.transaction(() => {
      for (const text of records)
        this.#db.run(
          'INSERT INTO telemetry (arrived_millis, sender, text) VALUES (?, ?, ?)',
          arrivedMillis,
          sender,
          text,
        );
    });
  }

  /** The last telemetry records as JSON, newest first. */
  telemetry(limit: number): { arrivedMillis: number; sender: string; text: string }[] {
    return this.#db.all(
      'SELECT arrived_millis AS arrivedMillis, sender, text FROM telemetry ORDER BY sequence DESC LIMIT ?',
      limit,
    );
  }

  /** The sampling rules that were made or changed, in no order. */
  samplingRules(): StoredSamplingRule[] {
    return this.#db.all(
      `SELECT name, text, created_seconds AS createdSeconds, modified_seconds AS modifiedSeconds FROM sampling_rules
       WHERE text IS NOT NULL`,
    );
  }

  saveSamplingRule({ name, text, createdSeconds, modifiedSeconds }: StoredSamplingRule): void {
    this.#db.run(
      'INSERT OR REPLACE INTO sampling_rules VALUES (?, ?, ?, ?)',
      name,
      text,
      createdSeconds,
      modifiedSeconds,
    );
  }

  deleteSamplingRule(name: string, nowSeconds: number): void {
    this.#db.run('UPDATE sampling_rules SET text = NULL, modified_seconds = ? WHERE name = ?', nowSeconds, name);
  }

  /** Epoch seconds of the last change of a sampling rule, deletions included; 0 is never. */
  samplingRulesModifiedSeconds(): number {
    const row = this.#db.get<{ at: number }>('SELECT coalesce(max(modified_seconds), 0) AS at FROM sampling_rules');
    return row?.at ?? 0;
  }

  addSamplingStatistics(statistics: readonly SamplingStatistics[]): void {
    this.#db.transaction(() => {
      for (const { ruleName, clientId, timestamp, requests, sampled, borrowed } of statistics)
        this.#db.run(
          'INSERT INTO sampling_statistics VALUES (?, ?, ?, ?, ?, ?)',
          ...[ruleName, clientId, timestamp, requests, sampled, borrowed],
        );
    });
  }

  /** Reports of the samplers since a time, summed up by rule and window of some seconds. */
  samplingStatistics(sinceSeconds: number, windowSeconds: number): Omit<SamplingStatistics, 'clientId'>[] {
    return this.#db.all(
      `SELECT rule_name AS ruleName, CAST(timestamp / ? AS INTEGER) * ? AS timestamp, sum(requests) AS requests,
       sum(sampled) AS sampled, sum(borrowed) AS borrowed FROM sampling_statistics WHERE timestamp >= ?
       GROUP BY 1, 2 ORDER BY 2 DESC, 1`,
      ...[windowSeconds, windowSeconds, sinceSeconds],
    );
  }

  /** Settings of a kind, such as the groups: JSON, in order of their names. */
  settings(kind: string): string[] {
    return this.#db
      .all<{ text: string }>('SELECT text FROM settings WHERE kind = ? ORDER BY name', kind)
      .map(({ text }) => text);
  }

  /** The JSON text that is set under a kind and a name. */
  setting(kind: string, name: string): string | undefined {
    return this.#db.get<{ text: string }>('SELECT text FROM settings WHERE kind = ? AND name = ?', kind, name)?.text;
  }

  saveSetting(kind: string, name: string, text: string): void {
    this.#db.run('INSERT OR REPLACE INTO settings VALUES (?, ?, ?)', kind, name, text);
  }

  deleteSetting(kind: string, name: string): void {
    this.#db.run('DELETE FROM settings WHERE kind = ? AND name = ?', kind, name);
  }

  /** Removes traces, their documents and their logs. */
  remove(traces: readonly { readonly id: string; readonly bytes: number }[]): void {
    const times = this.#db.transaction(() => {
      for (const { id } of traces) {
        this.#db.run('DELETE FROM documents WHERE trace_id = ?', id);
        this.#db.run('DELETE FROM translations WHERE trace_id = ?', id);
        this.logs.removeTrace(id);
      }
      const removed = this.index.remove(traces.map(({ id }) => id));
      // SQLite gives the numbers at the end away again.
      this.#db.run(
        "UPDATE meta SET value = min(value, (SELECT coalesce(max(sequence), 0) FROM documents)) WHERE name = 'seen'",
      );
      return removed;
    });
    this.parts.changed(times);
    const bytes = traces.reduce((sum, trace) => sum + trace.bytes, 0);
    this.#bytes -= bytes;
    this.#db.noteWritten(bytes);
  }

  /** Removes reports that arrived before a time (microseconds). */
  removeReportsBefore(micros: number): void {
    this.#db.run('DELETE FROM telemetry WHERE arrived_millis < ?', micros / 1e3);
    this.#db.run('DELETE FROM sampling_statistics WHERE timestamp < ?', micros / 1e6);
  }

  /** The bytes of all documents kept, as far as they are derived. */
  bytes(): number {
    return this.#bytes;
  }

  /** The last report of each sampler for each rule, and its sums; times are microseconds. */
  samplers(): {
    readonly clientId: string;
    readonly ruleName: string;
    readonly last: number;
    readonly requests: number;
    readonly sampled: number;
    readonly borrowed: number;
  }[] {
    return this.#db.all(
      `SELECT client_id AS clientId, rule_name AS ruleName, CAST(round(min(max(timestamp), ${MAX_SAFE_SECONDS}) * 1e6) AS INTEGER) AS last,
       sum(requests) AS requests, sum(sampled) AS sampled, sum(borrowed) AS borrowed FROM sampling_statistics
       GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 200`,
    );
  }

  /** Writes a copy of the database to a new file. */
  copyTo(file: string): void {
    this.#db.run('VACUUM INTO ?', file);
  }

  /** Removes everything. Sequence numbers begin again, the cursor continues. */
  reset(): void {
    this.#db.transaction(() => {
      for (const table of TABLES) this.#db.run(`DELETE FROM ${table}`);
      this.index.clear();
      this.logs.clear();
      this.#saveMeta('seen', 0);
      this.#db.run(NEW_STORE_ID);
    });
    this.parts.clear();
    this.#bytes = 0;
  }

  /** Resolves when no background thread uses the database. */
  settled(): Promise<void> {
    return this.#db.settled();
  }

  close(): void {
    this.#db.close();
  }

  #bytesOfTraces(): number {
    return this.#db.get<{ bytes: number }>('SELECT coalesce(sum(bytes), 0) AS bytes FROM traces')?.bytes ?? 0;
  }

  #meta(name: string): string | number | undefined {
    return this.#db.get<{ value: string | number }>('SELECT value FROM meta WHERE name = ?', name)?.value;
  }

  #saveMeta(name: string, value: string | number): void {
    this.#db.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', name, value);
  }
}

// Older versions stored what samplers sent; in microseconds it must be an exact number.
const MAX_SAFE_SECONDS = Math.floor(Number.MAX_SAFE_INTEGER / 1e6);
const NEW_STORE_ID = "UPDATE meta SET value = lower(hex(randomblob(8))) WHERE name = 'store_id'";
const MAX_REJECTIONS = 1_000;
const CURSOR_GAP = 10_000;
// Approximate size of the columns of a trace.
const INDEX_BYTES = 2_000;
const TABLES = [
  'documents',
  'rejections',
  'telemetry',
  'sampling_statistics',
  'sampling_rules',
  'settings',
  'translations',
];
const INSERT_DOCUMENT = 'INSERT INTO documents (trace_id, arrived_millis, way, sender, text) VALUES (?, ?, ?, ?, ?)';
