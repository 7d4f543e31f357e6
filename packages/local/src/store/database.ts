import { chmodSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Checkpoints, KEPT_LOG_BYTES } from './checkpoint.ts';
import { makeFolder } from './make-folder.ts';
import { SCHEMA_VERSION, SCHEMAS } from './schema.ts';
import { describeStoreError, isStoreError } from './store-error.ts';
import { lockFolder } from './store-lock.ts';

/** The database of one Local X-Ray: one connection, one writer, statements prepared once. */
export class Database {
  #db: DatabaseSync;
  readonly #unlock: () => void;
  readonly #statements = new Map<string, StatementSync>();
  readonly #inserts = new Map<string, string>();
  readonly #checkpoints: Checkpoints | undefined;
  readonly #dataDir: string;
  readonly #file: string;
  readonly #onRollback: (() => void)[] = [];

  /**
   * @param dataDir a folder, created where it is absent, or `:memory:`
   * @throws if the folder cannot be used, another process has it open, or a newer version wrote it: names the folder and the cure
   */
  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    const inMemory = dataDir === ':memory:';
    this.#unlock = inMemory ? () => {} : openFolder(dataDir);
    this.#file = inMemory ? dataDir : join(dataDir, 'traces.sqlite');
    try {
      this.#db = openFile(this.#file);
      this.#checkpoints = inMemory
        ? undefined
        : new Checkpoints(this.#file, (waitMillis) => this.#restartLog(waitMillis));
      this.#migrate(dataDir);
    } catch (error) {
      this.#unlock();
      throw describeStoreError(error, dataDir);
    }
  }

  /** @returns how many rows it changed */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#do(() => Number(this.#statement(sql).run(...values).changes));
  }

  /** @returns the row id of the row it made */
  insert(sql: string, ...values: SQLInputValue[]): number {
    return this.#do(() => Number(this.#statement(sql).run(...values).lastInsertRowid));
  }

  /** Inserts rows of one length, some at a time: a call costs more than a row. */
  insertAll(into: string, rows: readonly (readonly SQLInputValue[])[]): void {
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
      const some = rows.slice(i, i + ROWS_AT_ONCE);
      const name = `${into} ${some.length}`;
      const sql = this.#inserts.get(name) ?? insertSql(into, some);
      this.#inserts.set(name, sql);
      this.run(sql, ...some.flat());
    }
  }

  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#do(() => this.#statement(sql).get(...values) as T | undefined);
  }

  all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#do(() => this.#statement(sql).all(...values) as T[]);
  }

  /** Rows one by one; nothing else may use the same statement until the end. */
  *iterate<T>(sql: string, ...values: SQLInputValue[]): Iterable<T> {
    try {
      yield* this.#statement(sql).iterate(...values) as Iterable<T>;
    } catch (error) {
      throw this.#describe(error);
    }
  }

  /** Rows of a statement of one use, such as from a filter. */
  allOnce<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#do(() => this.#db.prepare(sql).all(...values) as T[]);
  }

  /** About so many bytes were committed. */
  noteWritten(bytes: number): void {
    this.#checkpoints?.noteWritten(bytes);
  }

  /** Resolves when nothing but this connection has the file open. */
  async settled(): Promise<void> {
    await this.#checkpoints?.settled();
  }

  /** Calls a listener after each transaction that was rolled back: the caches of its rows are invalid. */
  onRollback(listener: () => void): void {
    this.#onRollback.push(listener);
  }

  /** All or nothing. */
  transaction<T>(work: () => T): T {
    this.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  // A full disk ends the transaction by itself: https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
  // The first error is reported.
  #rollBack(): void {
    try {
      this.run('ROLLBACK');
    } catch {
      // There is no transaction any more.
    }
    for (const listener of this.#onRollback) listener();
  }

  #do<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#describe(error);
    }
  }

  #describe(error: unknown): unknown {
    return isStoreError(error) ? describeStoreError(error, this.#dataDir) : error;
  }

  /**
   * Copies tables into a new file, which replaces a damaged one. The other tables are empty in it.
   * @throws if those tables are damaged, too, or the disk is full: the old file remains
   */
  rebuild(tables: readonly string[]): void {
    const fresh = `${this.#file}.rebuilt`;
    this.#do(() => {
      rmSync(fresh, { force: true });
      const db = new DatabaseSync(fresh);
      try {
        chmodSync(fresh, 0o600);
        db.exec(`${SCHEMAS.join('')} PRAGMA user_version = ${SCHEMA_VERSION};`);
        db.prepare('ATTACH ? AS damaged').run(this.#file);
        const copies = tables.map(
          (table) => `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM damaged.${table};`,
        );
        db.exec(`BEGIN; ${copies.join('')} COMMIT; DETACH damaged`);
      } catch (error) {
        db.close();
        rmSync(fresh, { force: true });
        throw error;
      }
      db.close();
      this.#statements.clear();
      this.#db.close();
      for (const ending of ['-wal', '-shm']) rmSync(this.#file + ending, { force: true });
      renameSync(fresh, this.#file);
      this.#db = openFile(this.#file);
    });
    for (const listener of this.#onRollback) listener();
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
    this.#unlock();
  }

  #restartLog(waitMillis: number): void {
    try {
      this.#db.exec(`PRAGMA busy_timeout = ${waitMillis}; PRAGMA wal_checkpoint(RESTART)`);
      this.#db.exec('PRAGMA busy_timeout = 0');
    } catch {
      // The disk, or a database that is closed: what is in the log stays there, and the next commit says it.
    }
  }

  #migrate(dataDir: string): void {
    const version = Number(this.get<{ user_version: number }>('PRAGMA user_version')?.user_version);
    if (version > SCHEMA_VERSION)
      throw new Error(
        `dataDir: ${dataDir} was written by a newer xray-local (schema ${version}, this one knows ${SCHEMA_VERSION}).`,
      );
    if (version < SCHEMA_VERSION)
      this.#db.exec(`BEGIN; ${SCHEMAS.slice(version).join('')} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  }

  #statement(sql: string): StatementSync {
    const found = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, found);
    return found;
  }
}

function openFile(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  if (file !== ':memory:') chmodSync(file, 0o600);
  db.exec(PRAGMAS);
  return db;
}

/** Creates the folder where it is absent, and locks it for this process. */
function openFolder(dataDir: string): () => void {
  try {
    // Traces may hold what others on the machine should not read.
    makeFolder(dataDir);
    return lockFolder(dataDir);
  } catch (error) {
    throw describeStoreError(error, dataDir);
  }
}

function insertSql(into: string, rows: readonly (readonly SQLInputValue[])[]): string {
  const places = rows.map((row) => `(${row.map(() => '?').join(', ')})`);
  return `INSERT ${into} VALUES ${places.join(', ')}`;
}

const ROWS_AT_ONCE = 16;

// Commits survive the end of the process; only a crash of the machine may lose the last moments. The cache has 16 MiB of pages.
// SQLite's own checkpoint delays the commit. It is for writes that nobody counted: some 40 MB of log.
const PRAGMAS = `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = 10000; PRAGMA journal_size_limit = ${KEPT_LOG_BYTES};`;
