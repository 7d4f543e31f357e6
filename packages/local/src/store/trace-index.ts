import type { DerivedTrace } from '../trace/derived-trace.ts';
import type { StackFrame } from '../trace/exceptions.ts';
import { AttributeCounts } from './attribute-counts.ts';
import type { Database } from './database.ts';
import { GraphRows } from './graph-rows.ts';
import { NodeNames } from './node-names.ts';
import { TracePages } from './trace-pages.ts';

/** The data that is derived from the documents, in columns. All of it can be derived again. */
export class TraceIndex {
  readonly nodes: NodeNames;
  readonly pages: TracePages;
  readonly graph: GraphRows;
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
    this.nodes = new NodeNames(db);
    this.pages = new TracePages(db);
    this.graph = new GraphRows(db);
  }

  /**
   * Replaces the columns of some traces, in the open transaction.
   * @returns by how many bytes their documents are more now, and the times at which they stand and stood
   */
  save(changes: readonly { readonly trace: DerivedTrace; readonly cursor: number }[]): {
    readonly more: number;
    readonly times: number[];
  } {
    const counts = new AttributeCounts();
    const times: number[] = [];
    let more = 0;
    for (const { trace, cursor } of changes) {
      const before = this.#db.get<{ key: number; bytes: number; time: number }>(
        'SELECT key, bytes, time_micros AS time FROM traces WHERE id = ?',
        trace.id,
      );
      if (before) {
        this.#removeRows(before.key, counts);
        times.push(before.time);
      }
      times.push(trace.timeMicros);
      this.#insert(before?.key, trace, cursor, counts);
      more += trace.bytes - (before?.bytes ?? 0);
    }
    counts.save(this.#db);
    return { more, times };
  }

  keyOf(id: string): number | undefined {
    return this.#db.get<{ key: number }>('SELECT key FROM traces WHERE id = ?', id)?.key;
  }

  /** How many documents a trace was derived from, and their bytes; `undefined` if it is not there. */
  sizeOf(id: string): { readonly revision: number; readonly bytes: number } | undefined {
    return this.#db.get('SELECT revision, bytes FROM traces WHERE id = ?', id);
  }

  /** Number of stored traces. */
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

  /**
   * Removes traces, in the open transaction.
   * @returns the times at which they stood
   */
  remove(ids: readonly string[]): number[] {
    const counts = new AttributeCounts();
    const times: number[] = [];
    for (const id of ids) {
      const found = this.#db.get<{ key: number; time: number }>(
        'SELECT key, time_micros AS time FROM traces WHERE id = ?',
        id,
      );
      if (!found) continue;
      this.#removeRows(found.key, counts);
      this.#db.run('DELETE FROM traces WHERE key = ?', found.key);
      times.push(found.time);
    }
    counts.save(this.#db);
    return times;
  }

  clear(): void {
    for (const table of ['traces', ...PARTS, 'attribute_values', 'nodes']) this.#db.run(`DELETE FROM ${table}`);
    this.nodes.forget();
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
    this.#db.insertAll(
      'INTO segments',
      trace.segments.map(({ node, flags, startMicros, endMicros, durationMicros, status }, n) => [
        ...[key, n, nodes.keyOf(node), flags, startMicros, endMicros ?? null, durationMicros, status ?? null],
      ]),
    );
    this.#db.insertAll(
      'INTO calls',
      trace.calls.map(({ from, to, flags, startMicros, endMicros, ageMicros, status }, n) => [
        ...[key, n, nodes.keyOf(from), nodes.keyOf(to), flags, startMicros, endMicros ?? null],
        ...[ageMicros ?? null, status ?? null],
      ]),
    );
    const attributes: (string | number | Uint8Array)[][] = [];
    for (const { key: name, value, segments } of valuesOf(trace.attributes)) {
      const sqlValue = toSqlValue(value);
      counts.add(name, sqlValue, 1, key);
      for (const segment of segments) attributes.push([key, name, sqlValue, segment]);
    }
    // Strings that differ in halves of surrogate pairs only are one there.
    this.#db.insertAll('OR IGNORE INTO attributes', attributes);
    this.#db.insertAll(
      'INTO failures',
      trace.failures.map(({ entity, name, segment, flags, atMicros, status, exception, origin }, n) => [
        ...[key, n, entity, name, segment, flags, atMicros, status ?? null, exception?.type ?? null],
        ...[exception?.message ?? null, exception?.masked ?? null, ...frameValues(exception?.frame), origin ?? null],
      ]),
    );
    this.#db.insertAll(
      'INTO notes',
      trace.notes.map(({ code, id, message }, n) => [key, n, code, id, message]),
    );
    this.#db.insertAll(
      'INTO links',
      trace.links.map(({ entity, otherTraceId, otherEntity, to, flags, startMicros, endMicros }, n) => [
        ...[key, n, entity, otherTraceId, otherEntity, nodes.keyOf(to), flags, startMicros, endMicros ?? null],
      ]),
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

/** A value as stored: booleans as blobs of one byte, since 1 and 1.0 are equal. */
function toSqlValue(value: string | number | boolean): string | number | Uint8Array {
  return typeof value === 'boolean' ? Uint8Array.of(value ? 1 : 0) : value;
}

function frameValues(frame: StackFrame | undefined): (string | number | null)[] {
  return [frame?.path ?? null, Number.isSafeInteger(frame?.line) ? (frame?.line ?? null) : null, frame?.label ?? null];
}

const PARTS = ['segments', 'calls', 'attributes', 'failures', 'notes', 'links'];

const INSERT_TRACE = `INSERT OR REPLACE INTO traces VALUES (${Array(24).fill('?').join(', ')})`;
