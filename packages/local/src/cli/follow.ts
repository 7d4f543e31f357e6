import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout } from 'node:timers/promises';

/** Splits chunks of bytes into lines; the last one waits for its end. */
export class Lines {
  readonly #onLine: (line: string) => void;
  #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
    if (this.#rest.length > MAX_LINE) this.end();
  }

  /** The rest is a line, too. */
  end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest !== '') this.#onLine(rest);
  }
}

/**
 * Reads the lines of a file, and those that are appended to it, until it is aborted. Restarts with a file that was truncated or replaced.
 * @throws (rejects) if the file cannot be read
 */
export async function followFile(path: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
  const lines = new Lines(onLine);
  let file = await open(path);
  let position = 0;
  const chunk = Buffer.alloc(CHUNK_BYTES);
  try {
    while (!signal.aborted) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
      position += bytesRead;
      if (bytesRead > 0) {
        lines.add(chunk.subarray(0, bytesRead));
        continue;
      }
      const now = await statIfThere(path);
      const { ino } = await file.stat();
      if (now && (now.ino !== ino || now.size < position)) {
        lines.end();
        await file.close();
        file = await open(path);
        position = 0;
      } else await pause(signal);
    }
  } finally {
    lines.end();
    await file.close();
  }
}

/** Returns `undefined` while a rotated file is not there again. */
async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Resolves after a pause, or on abort, which the loop sees itself. */
async function pause(signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(POLL_MILLIS, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const CHUNK_BYTES = 65_536;
const POLL_MILLIS = 100;
const MAX_LINE = 1_000_000;
