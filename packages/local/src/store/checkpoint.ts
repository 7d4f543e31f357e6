import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/**
 * Bounds the write-ahead log. A thread of its own moves what was committed into the database: that waits for the disk, for a third of a
 * second at times, in which nobody would read datagrams. The rest, and starting the log anew, is the writer's: while it writes, no other
 * connection can. Source: https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files
 */
export class Checkpoints {
  readonly #file: string;
  readonly #restart: (waitMillis: number) => void;
  #bytes = 0;
  #running: { readonly worker: Worker; readonly end: Promise<void> } | undefined;

  /**
   * @param file the database
   * @param restart moves the rest on the writer's connection and starts the log anew; waits so long at most for the thread
   */
  constructor(file: string, restart: (waitMillis: number) => void) {
    this.#file = file;
    this.#restart = restart;
  }

  /** Looks at the log when about so many bytes of documents were committed. */
  noteWritten(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < BYTES_BETWEEN_LOOKS) return;
    this.#bytes = 0;
    const logBytes = sizeOf(`${this.#file}-wal`);
    if (logBytes > MAX_LOG_BYTES) this.#restart(LONGEST_WAIT_MILLIS);
    else if (logBytes > START_BYTES && this.#running === undefined) this.#running = this.#start();
  }

  /** Resolves when no thread is at work. */
  async settled(): Promise<void> {
    // Whoever waits for it must not see the process end before.
    this.#running?.worker.ref();
    await this.#running?.end;
  }

  #start(): { readonly worker: Worker; readonly end: Promise<void> } {
    const worker = new Worker(SOURCE, { eval: true, workerData: this.#file });
    worker.unref();
    // Whatever fails, the writer does it when the log has grown large.
    worker.on('error', () => {});
    const end = new Promise<void>((resolve) => {
      worker.on('exit', (code) => {
        this.#running = undefined;
        if (code === 0) this.#restart(0);
        resolve();
      });
    });
    return { worker, end };
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

const SOURCE = `
  const { DatabaseSync } = require('node:sqlite');
  const { workerData } = require('node:worker_threads');
  const db = new DatabaseSync(workerData);
  db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  db.close();
`;

/** Documents need several times their bytes in the log: each transaction writes whole pages, of indexes too. */
const BYTES_BETWEEN_LOOKS = 2 ** 18;

/** The log to start the thread with. */
const START_BYTES = 16 * 2 ** 20;

/** The log that the thread is not waited for beyond. */
const MAX_LOG_BYTES = 32 * 2 ** 20;

const LONGEST_WAIT_MILLIS = 1_000;

/** Bytes of the log's file that stay when it starts anew; less than the thread starts with, or it would start each time. */
export const KEPT_LOG_BYTES: number = 4 * 2 ** 20;
