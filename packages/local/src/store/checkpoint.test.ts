import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkpoints } from './checkpoint.ts';
import { Database } from './database.ts';

const MEBIBYTE = 2 ** 20;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xray-local-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database with a log of some megabytes that nobody moves. */
function open(megabytes: number): { file: string; db: DatabaseSync } {
  const file = join(folder, 'a.sqlite');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (x)');
  const insert = db.prepare('INSERT INTO t VALUES (zeroblob(1000000))');
  for (let i = 0; i < megabytes; i++) insert.run();
  return { file, db };
}

describe('Checkpoints', () => {
  it('moves a log of 16 MiB into the database in a thread, and then has it started anew', async () => {
    const { file, db } = open(20);
    const restarts: number[] = [];
    const checkpoints = new Checkpoints(file, (waitMillis) => restarts.push(waitMillis));
    checkpoints.noteWritten(MEBIBYTE);
    expect(restarts).toEqual([]);
    await checkpoints.settled();
    expect(restarts).toEqual([0]);
    expect(statSync(file).size).toBeGreaterThan(20e6);
    db.close();
  });

  it('has the writer do it, and wait, beyond 32 MiB', async () => {
    const { file, db } = open(40);
    const restarts: number[] = [];
    const checkpoints = new Checkpoints(file, (waitMillis) => restarts.push(waitMillis));
    checkpoints.noteWritten(MEBIBYTE);
    expect(restarts).toEqual([1_000]);
    await checkpoints.settled();
    db.close();
  });

  it('leaves a small log alone', async () => {
    const { file, db } = open(10);
    const checkpoints = new Checkpoints(file, () => expect.unreachable());
    checkpoints.noteWritten(MEBIBYTE);
    await checkpoints.settled();
    expect(statSync(file).size).toBeLessThan(1e6);
    db.close();
  });

  it('reports nothing when there is no database, and goes on', async () => {
    const checkpoints = new Checkpoints(join(folder, 'none', 'a.sqlite'), () => expect.unreachable());
    for (let i = 0; i < 2; i++) {
      checkpoints.noteWritten(16 * MEBIBYTE);
      expect(await checkpoints.settled()).toBeUndefined();
    }
  });
});

it.each([
  ['that are counted', 100_000],
  ['that nobody counts', 0],
])('bounds the log of a database under writes %s', async (_, counted) => {
  const database = new Database(folder);
  database.run('CREATE TABLE t (x)');
  let largest = 0;
  for (let i = 0; i < 1_500; i++) {
    database.run('INSERT INTO t VALUES (zeroblob(100000))');
    database.run('DELETE FROM t WHERE rowid <= ?', i - 10);
    database.noteWritten(counted);
    largest = Math.max(largest, statSync(join(folder, 'traces.sqlite-wal')).size);
  }
  await database.settled();
  // 150 MB were written. On a busy machine the thread may hold the log for longer than the writer waits.
  expect(largest).toBeLessThan(110 * MEBIBYTE);
  database.close();
});
