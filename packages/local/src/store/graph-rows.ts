import { FLAGS } from '../trace/flags.ts';
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

/** A completed segment with a fault. */
export interface FaultySegmentRow {
  readonly trace: number;
  readonly node: number;
  readonly start: number;
}

/** A call with a fault. */
export interface FaultyCallRow {
  readonly trace: number;
  readonly from: number;
  readonly to: number;
}

/** Rows of the service map: segments, calls and links, by the numbers of the traces in the index. */
export class GraphRows {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The segments of some traces. */
  segmentsOf(keys: readonly number[]): SegmentRow[] {
    const [nodes, flags, starts, ends, durations] = this.#columns(
      ['node', 'flags', 'start_micros', 'end_micros', 'duration_micros'],
      'segments',
      keys,
    );
    return rowsOf(nodes, (i) => ({
      node: numberAt(nodes, i),
      flags: numberAt(flags, i),
      start: numberAt(starts, i),
      end: ends?.[i] ?? null,
      duration: numberAt(durations, i),
    }));
  }

  /** The calls of some traces. */
  callsOf(keys: readonly number[]): CallRow[] {
    const [froms, tos, flags, starts, ends, ages] = this.#columns(
      ['"from"', '"to"', 'flags', 'start_micros', 'end_micros', 'age_micros'],
      'calls',
      keys,
    );
    return rowsOf(froms, (i) => ({
      from: numberAt(froms, i),
      to: numberAt(tos, i),
      flags: numberAt(flags, i),
      start: numberAt(starts, i),
      end: ends?.[i] ?? null,
      age: ages?.[i] ?? null,
    }));
  }

  /** The completed segments of some traces that have a fault. */
  faultySegmentsOf(keys: readonly number[]): FaultySegmentRow[] {
    return this.#of(
      'SELECT trace, node, start_micros AS start FROM segments',
      keys,
      `AND end_micros IS NOT NULL AND flags & ${FLAGS.fault}`,
    );
  }

  /** The calls of some traces that have a fault. */
  faultyCallsOf(keys: readonly number[]): FaultyCallRow[] {
    return this.#of('SELECT trace, "from", "to" FROM calls', keys, `AND flags & ${FLAGS.fault}`);
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

  #of<T>(select: string, keys: readonly number[], condition = ''): T[] {
    return this.#db.all(`${select} WHERE trace IN (SELECT value FROM json_each(?)) ${condition}`, JSON.stringify(keys));
  }

  // One JSON array for each column: node:sqlite needs twice the time to make an object for each of hundreds of thousands of rows.
  #columns(columns: readonly string[], table: string, keys: readonly number[]): Column[] {
    const texts = columns.map((column, i) => `json_group_array(${column}) AS c${i}`);
    const [row] = this.#of<Record<string, string>>(`SELECT ${texts.join(', ')} FROM ${table}`, keys);
    return columns.map((_, i) => JSON.parse(row?.[`c${i}`] ?? '[]') as Column);
  }
}

type Column = readonly (number | null)[];

function rowsOf<T>(column: Column = [], toRow: (i: number) => T): T[] {
  return Array.from({ length: column.length }, (_, i) => toRow(i));
}

function numberAt(column: Column | undefined, i: number): number {
  return column?.[i] ?? 0;
}
