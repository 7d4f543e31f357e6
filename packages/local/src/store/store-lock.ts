import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Locks a folder for this process, until the returned function is called or the process ends. The lock is SQLite's own, on a
 * file of its own: the operating system releases it when the process dies, and the traces stay readable for other programs.
 * @throws if another Local X-Ray has it
 */
export function lockFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    lock.close();
    if ((cause as { errcode?: number }).errcode !== BUSY) throw cause;
    throw new Error(`dataDir: another Local X-Ray has ${folder} open. Stop it, or choose another folder.`, { cause });
  }
  return () => lock.close();
}

/** https://www.sqlite.org/rescode.html#busy */
const BUSY = 5;
