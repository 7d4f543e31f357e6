import type { DerivedTrace } from '../derived-trace.ts';
import type { StackFrame } from '../exceptions.ts';
import type { Candidates, Condition } from '../filter/to-sql.ts';
import { AttributeCounts } from './attribute-counts.ts';
import type { Database } from './database.ts';
import { NodeNames } from './node-names.ts';

/** Which traces: microseconds, `start` ≤ t < `end`, and what t is. */
export interface TraceRange {
  readonly type: 'TraceId' | 'Event' | 'Service';
  readonly start: number;
  readonly end: number;
}

/** Where a list stands: it is ordered by time, then id, newest first. */
export interface TracePosition {
  /** Microseconds. */
  readonly time: number;
  readonly id: string;
}

/** What a list is ordered by: the time that ranges look at, or the start. */
export type TraceOrder = 'time' | 'start';

interface ListOptions {
  readonly after?: TracePosition | undefined;
  readonly until?: TracePosition | undefined;
  readonly order?: TraceOrder;
  readonly keys?: string | undefined;
}

/** A trace in a list; `time` is what the list is ordered by. */
export interface TraceRow extends TracePosition {
  /** Of the other tables. */
  readonly key: number;
  readonly revision: number;
  /** Whether only the trace itself can tell if it is in the range, or selected: 1 or 0. */
  readonly hasGaps: number;
  readonly odd: number;
}

/** A segment's numbers. */
export interface SegmentRow {
  readonly node: number;
  readonly flags: number;
  readonly start: number;
  readonly end: number | null;
  readonly duration: number;
}

/** A call's numbers, as the caller saw it. */
export interface CallRow {
  readonly from: number;
  readonly to: number;
  readonly flags: number;
  readonly start: number;
  readonly end: number | null;
  readonly age: number | null;
}

/** A span link and the numbers of the entity that has it. */
export interface LinkRow {
  readonly entity: string;
  readonly otherTraceId: string;
  readonly otherEntity: string;
  readonly to: number;
  readonly flags: number;
  readonly start: number;
  readonly end: number | null;
}

/** What is derived from the documents, in columns. Everything in it can be made again. */
export class TraceIndex {
  readonly nodes: NodeNames;
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
    this.nodes = new NodeNames(db);
  }

  /** Replaces what is kept of some traces, in the transaction that is open. */
  save(changes: readonly { readonly trace: DerivedTrace; readonly cursor: number }[]): void {
    const counts = new AttributeCounts();
    for (const { trace, cursor } of changes) {
      const key = this.keyOf(trace.id);
      if (key !== undefined) this.#removeRows(key, counts);
      this.#insert(key, trace, cursor, counts);
    }
    counts.save(this.#db);
  }

  /** The bytes of a trace's documents; 0 if there is none. */
  bytesOf(id: string): number {
    return this.#db.get<{ bytes: number }>('SELECT bytes FROM traces WHERE id = ?', id)?.bytes ?? 0;
  }

  keyOf(id: string): number | undefined {
    return this.#db.get<{ key: number }>('SELECT key FROM traces WHERE id = ?', id)?.key;
  }

  /** The number of documents a trace was derived from; 0 if there is none. */
  revision(id: string): number {
    return this.#db.get<{ revision: number }>('SELECT revision FROM traces WHERE id = ?', id)?.revision ?? 0;
  }

  /**
   * The traces of a range for which a condition holds, newest first, behind `after` and before `until`, which is still in.
   * Those whose columns are odd are among them in any case.
   * @param order what newest means: by the time that ranges look at, or by the start
   * @param keys only these, as `keysOf` gives them
   */
  list(
    range: TraceRange,
    { sql, values }: Pick<Condition, 'sql' | 'values'>,
    limit: number,
    { after = NEWEST, until = OLDEST, order = 'time', keys }: ListOptions = {},
  ): TraceRow[] {
    const { column, bounds, inRange } = placesOf(range, order, after, until);
    const isAmong = keys === undefined ? '' : 'AND key IN (SELECT value FROM json_each(?))';
    return this.#db.allOnce(
      `SELECT key, id, revision, ${column} AS time, has_gaps AS hasGaps, odd FROM traces t
       WHERE ${column} >= ? AND ${column} <= ? AND (${column}, id) < (?, ?) AND (${column}, id) >= (?, ?)
       ${inRange.sql} ${isAmong} AND (odd OR ${sql}) ORDER BY ${column} DESC, id DESC LIMIT ?`,
      ...[...bounds, after.time, after.id, until.time, until.id, ...inRange.values],
      ...[...(keys === undefined ? [] : [keys]), ...values, limit],
    );
  }

  /**
   * The keys that the best of some statements gives, and those of odd traces, as JSON; absent when each gives too many to be worth it.
   * @param limit how many are not too many
   */
  keysOf(candidates: readonly Candidates[], limit: number): string | undefined {
    let best: Candidates | undefined;
    let fewest = limit + 1;
    for (const { sql, values } of candidates) {
      const [row] = this.#db.allOnce<{ count: number }>(
        `SELECT count(*) AS count FROM (SELECT 1 FROM (${sql}) LIMIT ?)`,
        ...[...values, fewest],
      );
      const count = row?.count ?? fewest;
      if (count < fewest) [best, fewest] = [{ sql, values }, count];
    }
    if (!best) return undefined;
    const [row] = this.#db.allOnce<{ keys: string }>(
      `SELECT json_group_array(trace) AS keys FROM (${best.sql} UNION SELECT key FROM traces WHERE odd)`,
      ...best.values,
    );
    return row?.keys;
  }

  /** The position that lies `count` traces behind another one; absent when there are not so many. */
  positionBehind(
    range: TraceRange,
    after: TracePosition = NEWEST,
    count: number,
    order: TraceOrder = 'time',
  ): TracePosition | undefined {
    const { column, bounds } = placesOf(range, order, after, OLDEST);
    return this.#db.get(
      `SELECT ${column} AS time, id FROM traces WHERE ${column} >= ? AND ${column} <= ? AND (${column}, id) < (?, ?)
       ORDER BY ${column} DESC, id DESC LIMIT 1 OFFSET ?`,
      ...[...bounds, after.time, after.id, count - 1],
    );
  }

  /** How many traces lie behind a position, up to another one. */
  countBetween(range: TraceRange, after: TracePosition = NEWEST, until: TracePosition = OLDEST): number {
    const { bounds } = placesOf(range, 'time', after, until);
    const row = this.#db.get<{ count: number }>(
      `SELECT count(*) AS count FROM traces WHERE time_micros >= ? AND time_micros <= ?
       AND (time_micros, id) < (?, ?) AND (time_micros, id) >= (?, ?)`,
      ...[...bounds, after.time, after.id, until.time, until.id],
    );
    return row?.count ?? 0;
  }

  /** The segments of some traces. */
  segmentsOf(keys: readonly number[]): SegmentRow[] {
    return this.#of(
      'SELECT node, flags, start_micros AS start, end_micros AS end, duration_micros AS duration FROM segments',
      keys,
    );
  }

  /** The calls of some traces. */
  callsOf(keys: readonly number[]): CallRow[] {
    return this.#of(
      'SELECT "from", "to", flags, start_micros AS start, end_micros AS end, age_micros AS age FROM calls',
      keys,
    );
  }

  /** The span links of some traces. */
  linksOf(keys: readonly number[]): LinkRow[] {
    return this.#of(
      `SELECT entity, other_trace_id AS otherTraceId, other_entity AS otherEntity, "to", flags, start_micros AS start,
       end_micros AS end FROM links`,
      keys,
    );
  }

  /** The span links that name a trace: by which trace and entity, and which entity they name. */
  linksTo(traceId: string): { readonly traceId: string; readonly entity: string; readonly otherEntity: string }[] {
    return this.#db.all(
      `SELECT t.id AS traceId, l.entity, l.other_entity AS otherEntity FROM links l JOIN traces t ON t.key = l.trace
       WHERE l.other_trace_id = ? ORDER BY l.start_micros, t.id LIMIT 1000`,
      traceId,
    );
  }

  /** How many traces are kept. */
  count(): number {
    return this.#db.get<{ count: number }>('SELECT count(*) AS count FROM traces')?.count ?? 0;
  }

  /** The ids of the oldest traces among those that began before a time, or of all. */
  oldest(limit: number, beforeMicros: number = Number.MAX_SAFE_INTEGER): { id: string; bytes: number }[] {
    return this.#db.all(
      'SELECT id, bytes FROM traces WHERE start_micros < ? ORDER BY start_micros, id LIMIT ?',
      beforeMicros,
      limit,
    );
  }

  /** Removes traces, in the transaction that is open. */
  remove(ids: readonly string[]): void {
    const counts = new AttributeCounts();
    for (const id of ids) {
      const key = this.keyOf(id);
      if (key === undefined) continue;
      this.#removeRows(key, counts);
      this.#db.run('DELETE FROM traces WHERE key = ?', key);
    }
    counts.save(this.#db);
  }

  clear(): void {
    for (const table of ['traces', ...PARTS, 'attribute_values', 'nodes']) this.#db.run(`DELETE FROM ${table}`);
    this.nodes.forget();
  }

  #of<T>(select: string, keys: readonly number[]): T[] {
    return this.#db.all(`${select} WHERE trace IN (SELECT value FROM json_each(?))`, JSON.stringify(keys));
  }

  #removeRows(key: number, counts: AttributeCounts): void {
    for (const { key: name, value } of this.#db.all<{ key: string; value: string | number | Uint8Array }>(
      'SELECT DISTINCT key, value FROM attributes WHERE trace = ?',
      key,
    ))
      counts.add(name, value, -1, 0);
    for (const table of PARTS) this.#db.run(`DELETE FROM ${table} WHERE trace = ?`, key);
  }

  #insert(knownKey: number | undefined, trace: DerivedTrace, cursor: number, counts: AttributeCounts): void {
    const { http } = trace;
    const { nodes } = this;
    const key = this.#db.insert(
      INSERT_TRACE,
      ...[knownKey ?? null, trace.id, trace.revision, cursor, trace.bytes, trace.timeMicros, trace.startMicros],
      ...[trace.endMicros ?? null, Number(trace.hasGaps), Number(trace.odd), trace.durationMicros ?? null],
      ...[trace.responseMicros ?? null, trace.root ? nodes.keyOf(trace.root) : null, trace.flags, http?.status ?? null],
      ...[http?.url ?? null, http?.method ?? null, http?.userAgent ?? null, http?.clientIp ?? null, trace.user ?? null],
      ...[
        trace.services,
        trace.entities,
        trace.failures.filter(({ exception }) => exception).length,
        trace.notes.length,
      ],
    );
    for (const [n, { node, flags, startMicros, endMicros, durationMicros, status }] of trace.segments.entries())
      this.#db.run(
        'INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[key, n, nodes.keyOf(node), flags, startMicros, endMicros ?? null, durationMicros, status ?? null],
      );
    for (const [n, { from, to, flags, startMicros, endMicros, ageMicros, status }] of trace.calls.entries())
      this.#db.run(
        'INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[key, n, nodes.keyOf(from), nodes.keyOf(to), flags, startMicros, endMicros ?? null, ageMicros ?? null],
        status ?? null,
      );
    for (const { key: name, value, segments } of valuesOf(trace.attributes)) {
      const sqlValue = toSqlValue(value);
      counts.add(name, sqlValue, 1, key);
      // Texts that differ in halves of surrogate pairs only are one there.
      for (const segment of segments)
        this.#db.run('INSERT OR IGNORE INTO attributes VALUES (?, ?, ?, ?)', key, name, sqlValue, segment);
    }
    for (const [n, { entity, name, segment, flags, atMicros, status, exception }] of trace.failures.entries())
      this.#db.run(
        'INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[key, n, entity, name, segment, flags, atMicros, status ?? null],
        ...[
          exception?.type ?? null,
          exception?.message ?? null,
          exception?.masked ?? null,
          ...frameValues(exception?.frame),
        ],
      );
    for (const [n, { code, id, message }] of trace.notes.entries())
      this.#db.run('INSERT INTO notes VALUES (?, ?, ?, ?, ?)', key, n, code, id, message);
    for (const [n, { entity, otherTraceId, otherEntity, to, flags, startMicros, endMicros }] of trace.links.entries())
      this.#db.run(
        'INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[key, n, entity, otherTraceId, otherEntity, nodes.keyOf(to), flags, startMicros, endMicros ?? null],
      );
  }
}

/** Each value of each attribute once, with the segments that have it. */
function valuesOf(
  attributes: DerivedTrace['attributes'],
): Iterable<{ readonly key: string; readonly value: string | number | boolean; readonly segments: Set<number> }> {
  const found = new Map<string, { key: string; value: string | number | boolean; segments: Set<number> }>();
  for (const { key, value, segment } of attributes) {
    const name = `${key}\0${typeof value}\0${value}`;
    const known = found.get(name);
    if (known) known.segments.add(segment);
    else found.set(name, { key, value, segments: new Set([segment]) });
  }
  return found.values();
}

/** A value as it is kept: booleans as blobs of one byte, since 1 and 1.0 are equal. */
function toSqlValue(value: string | number | boolean): string | number | Uint8Array {
  return typeof value === 'boolean' ? Uint8Array.of(value ? 1 : 0) : value;
}

function frameValues(frame: StackFrame | undefined): (string | number | null)[] {
  return [frame?.path ?? null, Number.isSafeInteger(frame?.line) ? (frame?.line ?? null) : null, frame?.label ?? null];
}

/**
 * By which column a list is ordered, between which values of it the rows stand, and what else a range asks. The bounds of the column
 * alone let SQLite begin where the list stands; it does not see that in the pairs.
 */
function placesOf(
  { type, start, end }: TraceRange,
  order: TraceOrder,
  after: TracePosition,
  until: TracePosition,
): { column: string; bounds: [number, number]; inRange: { sql: string; values: number[] } } {
  if (type === 'TraceId' && order === 'time')
    return {
      column: COLUMNS.time,
      bounds: [Math.max(start, until.time), Math.min(end - 1, after.time)],
      inRange: { sql: '', values: [] },
    };
  return {
    column: COLUMNS[order],
    bounds: [until.time, after.time],
    inRange: { sql: RANGE_CONDITIONS[type], values: [start, end] },
  };
}

const COLUMNS = { time: 'time_micros', start: 'start_micros' } as const;

const NEWEST: TracePosition = { time: Number.MAX_SAFE_INTEGER, id: '' };
const OLDEST: TracePosition = { time: Number.MIN_SAFE_INTEGER, id: '' };

const PARTS = ['segments', 'calls', 'attributes', 'failures', 'notes', 'links'];

const INSERT_TRACE = `INSERT OR REPLACE INTO traces VALUES (${Array(24).fill('?').join(', ')})`;

const RANGE_CONDITIONS: Readonly<Record<TraceRange['type'], string>> = {
  TraceId: 'AND t.time_micros >= ? AND t.time_micros < ?',
  Event: 'AND (t.end_micros IS NULL OR t.end_micros >= ?) AND t.start_micros < ?',
  Service: 'AND EXISTS (SELECT 1 FROM segments e WHERE e.trace = t.key AND e.end_micros >= ? AND e.end_micros < ?)',
};
