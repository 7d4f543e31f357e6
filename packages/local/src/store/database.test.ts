import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
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

// Windows has no modes of this kind.
it.skipIf(process.platform === 'win32')('keeps folder and file from others on the machine', () => {
  const parent = mkdtempSync(join(tmpdir(), 'xray-private-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'made');
  const database = new Database(folder);
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  expect([modeOf(folder), modeOf(join(folder, 'traces.sqlite'))]).toEqual([0o700, 0o600]);
  database.close();
});
