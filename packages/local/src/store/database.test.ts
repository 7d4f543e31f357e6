import { describe, expect, it } from 'vitest';
import { Database } from './database.ts';

describe('a transaction', () => {
  it('reports the first error where SQLite has ended it already, as on a full disk', () => {
    const database = new Database(':memory:');
    const full = new Error('database or disk is full');
    expect(() =>
      database.transaction(() => {
        database.run('ROLLBACK');
        throw full;
      }),
    ).toThrow(full);
    expect(database.transaction(() => 'goes on')).toBe('goes on');
    database.close();
  });
});
