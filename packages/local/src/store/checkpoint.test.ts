import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Checkpoints } from './checkpoint.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xray-local-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('moves the log into the database while its writer goes on', async () => {
  const file = join(folder, 'a.sqlite');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (x)');
  for (let i = 0; i < 100; i++) db.exec(`INSERT INTO t VALUES ('${'x'.repeat(1_000)}')`);
  const checkpoints = new Checkpoints(file);
  checkpoints.noteWritten(2 ** 20);
  checkpoints.noteWritten(16 * 2 ** 20);
  // Frames in the log, and how many of them are in the database.
  const logged = (): { log: number; checkpointed: number } =>
    db.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number; checkpointed: number };
  await expect
    .poll(() => {
      const { log, checkpointed } = logged();
      return log > 0 && log === checkpointed;
    })
    .toBe(true);
  await checkpoints.settled();
  db.exec("INSERT INTO t VALUES ('more')");
  expect(db.prepare('SELECT count(*) AS count FROM t').get()).toEqual({ count: 101 });
  db.close();
});

it('says nothing when there is no database, and goes on', async () => {
  const checkpoints = new Checkpoints(join(folder, 'none', 'a.sqlite'));
  checkpoints.noteWritten(16 * 2 ** 20);
  expect(await checkpoints.settled()).toBeUndefined();
  checkpoints.noteWritten(16 * 2 ** 20);
  await checkpoints.settled();
});
