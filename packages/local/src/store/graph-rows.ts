import type { Database } from './database.ts';

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

/** What traces add to the map: rows of segments, calls and links, by the numbers of the traces in the index. */
export class GraphRows {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
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

  #of<T>(select: string, keys: readonly number[]): T[] {
    return this.#db.all(`${select} WHERE trace IN (SELECT value FROM json_each(?))`, JSON.stringify(keys));
  }
}
