import type { ServiceNode } from '../trace/service-node.ts';
import type { Database } from './database.ts';
import type { NodeNames } from './node-names.ts';

/** The row of a trace in a list, from the columns. Times are microseconds. */
export interface ListedTrace {
  readonly key: number;
  readonly id: string;
  readonly revision: number;
  readonly start: number;
  readonly flags: number;
  readonly root: number | null;
  readonly method: string | null;
  readonly url: string | null;
  readonly status: number | null;
  readonly responseTime: number | null;
  readonly duration: number | null;
  readonly user: string | null;
  readonly entities: number;
  readonly exceptions: number;
  readonly notes: number;
}

/** The values of a trace in histograms. Times are microseconds. */
type CountedTrace = Pick<ListedTrace, 'start' | 'flags' | 'method' | 'url' | 'status' | 'responseTime'>;

/** Sort key of rows: a column of `traces`, the root's name, or the first value of an annotation. */
export type SortBy =
  | 'start_micros'
  | 'root'
  | 'http_url'
  | 'http_status'
  | 'response_micros'
  | 'duration_micros'
  | 'services'
  | 'user'
  | { readonly annotation: string };

/** An exception, or an entity that failed without one. */
export interface FailureRow {
  readonly trace: number;
  readonly n: number;
  /** The `n` of the failure that caused it; null on a root cause. */
  readonly origin: number | null;
  readonly entity: string;
  readonly name: string;
  readonly node: number | null;
  readonly flags: number;
  readonly at: number;
  readonly status: number | null;
  readonly type: string | null;
  readonly message: string | null;
  readonly masked: string | null;
  readonly path: string | null;
  readonly line: number | null;
  readonly label: string | null;
}

/** All notes of one kind. */
export interface NoteKind {
  readonly code: string;
  readonly count: number;
  readonly traces: number;
  /** That of the last trace with one. */
  readonly id: string;
  readonly entity: string;
  readonly message: string;
  readonly start: number;
}

/** A value as the columns have it; booleans are blobs of one byte. */
type SqlValue = string | number | Uint8Array;

interface AttributeRow {
  readonly trace: number;
  readonly key: string;
  readonly value: SqlValue;
}

/** Times of traces, µs: `start` ≤ t < `end`. */
interface TimeRange {
  readonly start: number;
  readonly end: number;
}

// Enough for every key that a person would type; more would block other requests.
const MAX_SCANNED_VALUES = 200_000;
const NEWEST = 'FROM traces WHERE time_micros >= ? AND time_micros < ? ORDER BY time_micros DESC LIMIT 10000';

/** By trace, then by the annotation's key. */
export type Annotations = ReadonlyMap<number, ReadonlyMap<string, readonly (string | number | boolean)[]>>;

/** Data of lists, histograms and tables, for selected traces: by their keys in the index. */
export class TraceLists {
  readonly #db: Database;
  readonly #nodes: NodeNames;

  constructor(db: Database, nodes: NodeNames) {
    this.#db = db;
    this.#nodes = nodes;
  }

  /** In the order of the keys; those that are gone are left out. */
  traces(keys: readonly number[]): ListedTrace[] {
    const rows = this.#in<ListedTrace>(
      `SELECT key, id, revision, start_micros AS start, flags, root, http_method AS method, http_url AS url, http_status AS status,
       response_micros AS responseTime, duration_micros AS duration, user, entities, exceptions, notes FROM traces WHERE key`,
      keys,
    );
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.flatMap((key) => byKey.get(key) ?? []);
  }

  /** In no order. */
  counted(keys: readonly number[]): CountedTrace[] {
    return this.#in(
      `SELECT start_micros AS start, flags, http_method AS method, http_url AS url, http_status AS status,
       response_micros AS responseTime FROM traces WHERE key`,
      keys,
    );
  }

  /** Number of traces with each name of a node. */
  nameCounts(keys: readonly number[]): { readonly name: string; readonly count: number }[] {
    return this.#in(
      'SELECT name, count(DISTINCT trace) AS count FROM segments s JOIN nodes n ON n.key = s.node WHERE trace',
      keys,
      ' GROUP BY name',
    );
  }

  /** The distinct nodes of each trace, in order of first start. */
  nodesOf(keys: readonly number[]): Map<number, ServiceNode[]> {
    const found = new Map<number, Set<number>>();
    for (const { trace, node } of this.#in<{ trace: number; node: number }>(
      'SELECT trace, node FROM segments WHERE trace',
      keys,
      ' ORDER BY trace, n',
    )) {
      const nodes = found.get(trace) ?? new Set<number>();
      found.set(trace, nodes);
      nodes.add(node);
    }
    return new Map([...found].map(([trace, nodes]) => [trace, [...nodes].map((node) => this.#nodes.node(node))]));
  }

  /**
   * The operation that the root of each trace ran, such as `GET /orders/:id` or the name of a job; traces without one are left out.
   * `aws.local.operation` is AWS's own key for it:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AppSignals-MetricsCollected.html
   */
  operationsOf(keys: readonly number[]): Map<number, string> {
    const rows = this.#in<{ trace: number; value: string }>(
      `SELECT a.trace, a.value FROM attributes a JOIN traces t ON t.key = a.trace
       JOIN segments s ON s.trace = a.trace AND s.n = a.segment AND s.node = t.root
       WHERE a.key IN ('annotation.aws.local.operation', 'annotation.aws_local_operation') AND typeof(a.value) = 'text' AND a.trace`,
      keys,
      ' ORDER BY a.trace, a.segment DESC',
    );
    return new Map(rows.map(({ trace, value }) => [trace, value]));
  }

  /** The values of some annotations of each trace: trace → key → values. */
  annotationsOf(keys: readonly number[], names: readonly string[]): Annotations {
    const rows = this.#db.all<AttributeRow>(
      `SELECT DISTINCT trace, key, value FROM attributes WHERE trace IN (SELECT value FROM json_each(?))
       AND key IN (SELECT 'annotation.' || value FROM json_each(?))`,
      ...[JSON.stringify(keys), JSON.stringify(names)],
    );
    return toAnnotations(rows);
  }

  /** The values of all annotations of each trace. */
  allAnnotationsOf(keys: readonly number[]): Annotations {
    const sql = "SELECT DISTINCT trace, key, value FROM attributes WHERE key LIKE 'annotation.%' AND trace";
    return toAnnotations(this.#in(sql, keys));
  }

  /** The columns that noise control reads. */
  roots(keys: readonly number[]): Map<number, { name: string | null; url: string | null; userAgent: string | null }> {
    const rows = this.#in<{ key: number; name: string | null; url: string | null; userAgent: string | null }>(
      `SELECT t.key, n.name, http_url AS url, http_useragent AS userAgent FROM traces t LEFT JOIN nodes n ON n.key = t.root
       WHERE t.key`,
      keys,
    );
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** The sort value of each trace. */
  sortValues(keys: readonly number[], by: SortBy): Map<number, string | number | null> {
    if (typeof by === 'object') {
      const values = this.annotationsOf(keys, [by.annotation]);
      return new Map(
        keys.map((key) => {
          const first = values.get(key)?.get(by.annotation)?.[0];
          return [key, typeof first === 'boolean' ? Number(first) : (first ?? null)];
        }),
      );
    }
    const column = by === 'root' ? 'n.name' : `t.${by}`;
    const rows = this.#in<{ key: number; value: string | number | null }>(
      `SELECT t.key, ${column} AS value FROM traces t LEFT JOIN nodes n ON n.key = t.root WHERE t.key`,
      keys,
    );
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  /** Number of traces with each value of users and annotations. */
  attributeCounts(keys: readonly number[]): { key: string; value: string | number | boolean; count: number }[] {
    return this.#db
      .all<{ key: string; value: SqlValue; count: number }>(
        `SELECT key, value, count(DISTINCT trace) AS count FROM attributes WHERE trace IN (SELECT value FROM json_each(?))
         GROUP BY key, value`,
        JSON.stringify(keys),
      )
      .map((row) => ({ ...row, value: fromSqlValue(row.value) }));
  }

  /** The failures of each trace, each with its node, in the order of `n`. */
  failures(keys: readonly number[]): FailureRow[] {
    return this.#in(
      `SELECT f.trace, f.n, origin, entity, name, s.node, f.flags, at_micros AS at, f.http_status AS status, type, message, masked,
       frame_path AS path, frame_line AS line, frame_label AS label
       FROM failures f LEFT JOIN segments s ON s.trace = f.trace AND s.n = f.segment WHERE f.trace`,
      keys,
      ' ORDER BY f.trace, f.n',
    );
  }

  /** Notes by kind, most frequent first, of the traces that began in a range. */
  noteKinds(start: number, end: number): NoteKind[] {
    // Beside max() SQLite reads the other columns from its row.
    return this.#db.all(
      `SELECT code, count(*) AS count, count(DISTINCT trace) AS traces, t.id, entity, message, max(t.start_micros) AS start
       FROM notes n JOIN traces t ON t.key = n.trace WHERE t.time_micros >= ? AND t.time_micros < ?
       GROUP BY code ORDER BY count DESC, code`,
      ...[start, end],
    );
  }

  /** Number of repaired segments and subsegments. */
  repaired(): number {
    const sql = "SELECT count(*) AS count FROM (SELECT DISTINCT trace, entity FROM notes WHERE code LIKE 'repaired-%')";
    return this.#db.get<{ count: number }>(sql)?.count ?? 0;
  }

  /** The numbers of the last traces of a range. */
  lastKeys(start: number, end: number, limit: number): number[] {
    return this.#db
      .all<{ key: number }>(
        'SELECT key FROM traces WHERE time_micros >= ? AND time_micros < ? ORDER BY time_micros DESC, id DESC LIMIT ?',
        ...[start, end, limit],
      )
      .map(({ key }) => key);
  }

  /** The names of nodes, some of them. */
  nodeNames(limit: number): string[] {
    return this.#db
      .all<{ name: string }>("SELECT DISTINCT name FROM nodes WHERE type IS NOT 'client' LIMIT ?", limit)
      .map(({ name }) => name);
  }

  /** The values of one attribute with a prefix, by their count in the whole store. */
  attributeValues(key: string, prefix: string, limit: number): { value: string | number | boolean; count: number }[] {
    const condition = prefix === '' ? '' : "AND typeof(value) = 'text' AND value >= ? AND value < ? || char(1114111)";
    return this.#db
      .all<{ value: SqlValue; count: number }>(
        `SELECT value, count FROM (SELECT value, count FROM attribute_values WHERE key = ? ${condition} LIMIT 20000)
         ORDER BY count DESC LIMIT ?`,
        ...[key, ...(prefix === '' ? [] : [prefix, prefix]), limit],
      )
      .map(({ value, count }) => ({ value: fromSqlValue(value), count }));
  }

  /** Users and annotations whose value contains a string, ignoring letter case, with the number of traces of a range that have it. */
  attributesWith(
    text: string,
    { start, end }: TimeRange,
    limit: number,
  ): { key: string; value: string | number; count: number }[] {
    const lower = text.toLowerCase();
    const found = this.#db.all<{ key: string; value: string | number }>(
      `SELECT key, value FROM (SELECT key, value, count FROM attribute_values LIMIT ${MAX_SCANNED_VALUES})
       WHERE (key = 'user' OR key LIKE 'annotation.%') AND typeof(value) <> 'blob' AND instr(lower(value), ?) > 0
       ORDER BY lower(value) = ? OR value = ? DESC, count DESC LIMIT ?`,
      ...[lower, lower, Number.isFinite(Number(text)) ? Number(text) : null, limit],
    );
    const counted = found.map((row) => {
      const sql = `SELECT count(DISTINCT a.trace) AS count FROM attributes a JOIN traces t ON t.key = a.trace
        WHERE a.key = ? AND a.value = ? AND t.time_micros >= ? AND t.time_micros < ?`;
      return { ...row, count: this.#db.get<{ count: number }>(sql, row.key, row.value, start, end)?.count ?? 0 };
    });
    return counted.filter(({ count }) => count > 0);
  }

  /** Nodes whose name contains a string, ignoring letter case, with the number of traces that have it among the newest of a range. */
  nodesWith(text: string, { start, end }: TimeRange, limit: number): { name: string; count: number }[] {
    return this.#db.all(
      `SELECT n.name, count(DISTINCT s.trace) AS count FROM segments s JOIN nodes n ON n.key = s.node
       WHERE s.trace IN (SELECT key ${NEWEST}) AND n.type IS NOT 'client' AND instr(lower(n.name), ?) > 0
       GROUP BY n.name ORDER BY count DESC LIMIT ?`,
      ...[start, end, text.toLowerCase(), limit],
    );
  }

  /** The number of requests with a status, with a method, or with a string in their URL, among the newest traces of a range. */
  countRequests(
    column: 'http_url' | 'http_status' | 'http_method',
    value: string | number,
    { start, end }: TimeRange,
  ): number {
    const condition = column === 'http_url' ? 'instr(http_url, ?) > 0' : `${column} = ?`;
    const sql = `SELECT count(*) AS count FROM (SELECT ${column} ${NEWEST}) WHERE ${condition}`;
    return this.#db.get<{ count: number }>(sql, start, end, value)?.count ?? 0;
  }

  #in<T>(select: string, keys: readonly number[], end = ''): T[] {
    return this.#db.all(`${select} IN (SELECT value FROM json_each(?))${end}`, JSON.stringify(keys));
  }
}

function toAnnotations(rows: Iterable<AttributeRow>): Annotations {
  const found = new Map<number, Map<string, (string | number | boolean)[]>>();
  for (const { trace, key, value } of rows) {
    const byName = found.get(trace) ?? new Map<string, (string | number | boolean)[]>();
    found.set(trace, byName);
    const name = key.slice('annotation.'.length);
    byName.set(name, [...(byName.get(name) ?? []), fromSqlValue(value)]);
  }
  return found;
}

/** The reverse of how values are stored. */
function fromSqlValue(value: SqlValue): string | number | boolean {
  return typeof value === 'object' ? value[0] === 1 : value;
}
