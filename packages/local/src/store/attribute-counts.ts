import type { Database } from './database.ts';

/** In how many traces the values of attributes stand, gathered over many changes and then added up in the store at once. */
export class AttributeCounts {
  readonly #changes = new Map<string, { readonly key: string; readonly value: Value; count: number; last: number }>();

  /** @param trace the number of the trace that has it now; 0 where one has it no more */
  add(key: string, value: Value, count: number, trace: number): void {
    const name = `${key}\0${typeof value}\0${value}`;
    const change = this.#changes.get(name);
    if (!change) this.#changes.set(name, { key, value, count, last: trace });
    else {
      change.count += count;
      change.last = Math.max(change.last, trace);
    }
  }

  /** In the transaction that is open. */
  save(db: Database): void {
    for (const { key, value, count, last } of this.#changes.values()) {
      if (count !== 0) db.run(UPSERT, key, value, count, last);
      if (count < 0) db.run('DELETE FROM attribute_values WHERE key = ? AND value = ? AND count <= 0', key, value);
    }
  }
}

/** As stored: booleans are blobs of one byte. */
type Value = string | number | Uint8Array;

const UPSERT = `INSERT INTO attribute_values VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, last = max(last, excluded.last)`;
