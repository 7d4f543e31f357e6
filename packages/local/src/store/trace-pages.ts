import type { Candidates, Condition } from '../filter/to-sql.ts';
import type { Database } from './database.ts';

/** Which traces: microseconds, `start` ≤ t < `end`, and what t is. */
export interface TraceRange {
  readonly type: 'TraceId' | 'Event' | 'Service';
  readonly start: number;
  readonly end: number;
}

/** Position of a list, which is ordered by time, then id, newest first. */
export interface TracePosition {
  /** Microseconds. */
  readonly time: number;
  readonly id: string;
}

/** Order of a list: by the time of ranges, or by the start. */
export type TraceOrder = 'time' | 'start';

interface ListOptions {
  readonly after?: TracePosition | undefined;
  readonly until?: TracePosition | undefined;
  readonly order?: TraceOrder;
  readonly keys?: string | undefined;
}

/** A trace in a list; `time` is what the list is ordered by. */
export interface TraceRow extends TracePosition {
  /** Conditions on the other tables. */
  readonly key: number;
  readonly revision: number;
  /** Whether only the trace itself shows if it is in the range, or selected: 1 or 0. */
  readonly hasGaps: number;
  readonly odd: number;
}

/** Lists of traces, a page at a time. */
export class TracePages {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
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

  /** The times of the first and the last trace of a range; absent where there is none. */
  firstAndLast({ start, end }: Pick<TraceRange, 'start' | 'end'>): { first: number; last: number } | undefined {
    const time = (order: 'ASC' | 'DESC'): number | undefined =>
      this.#db.get<{ time: number }>(
        `SELECT time_micros AS time FROM traces WHERE time_micros >= ? AND time_micros < ? ORDER BY time_micros ${order} LIMIT 1`,
        ...[start, end],
      )?.time;
    const [first, last] = [time('ASC'), time('DESC')];
    return first === undefined || last === undefined ? undefined : { first, last };
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

const RANGE_CONDITIONS: Readonly<Record<TraceRange['type'], string>> = {
  TraceId: 'AND t.time_micros >= ? AND t.time_micros < ?',
  Event: 'AND (t.end_micros IS NULL OR t.end_micros >= ?) AND t.start_micros < ?',
  Service: 'AND EXISTS (SELECT 1 FROM segments e WHERE e.trace = t.key AND e.end_micros >= ? AND e.end_micros < ?)',
};
