import { Worker } from 'node:worker_threads';

/**
 * Moves what was committed from the write-ahead log into the database, in a thread of its own: that waits for the disk, for a third of a
 * second at times, in which nobody would read datagrams. One at a time; a thread lives as long as its work.
 */
export class Checkpoints {
  readonly #file: string;
  #bytes = 0;
  #running: { readonly worker: Worker; readonly end: Promise<void> } | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Some bytes were committed. */
  noteWritten(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < BYTES_BETWEEN || this.#running) return;
    this.#bytes = 0;
    const worker = new Worker(SOURCE, { eval: true, workerData: this.#file });
    worker.unref();
    // What fails, the database does itself when its log has grown large.
    worker.on('error', () => {});
    const end = new Promise<void>((resolve) => {
      worker.on('exit', () => {
        this.#running = undefined;
        resolve();
      });
    });
    this.#running = { worker, end };
  }

  /** Resolves when no thread is at work. */
  async settled(): Promise<void> {
    // Whoever waits for it must not see the process end before.
    this.#running?.worker.ref();
    await this.#running?.end;
  }
}

const SOURCE = `
  const { DatabaseSync } = require('node:sqlite');
  const { workerData } = require('node:worker_threads');
  const db = new DatabaseSync(workerData);
  db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  db.close();
`;
const BYTES_BETWEEN = 16 * 2 ** 20;
