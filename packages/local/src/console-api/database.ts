import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ConsoleContext } from './console-context.ts';

/** `GET /-/database`: a snapshot of the store as a file of SQLite, for questions of one's own. */
export async function readDatabase({ store, traces }: ConsoleContext): Promise<ReadableStream<Uint8Array>> {
  await traces.upToDate();
  const folder = await mkdtemp(join(tmpdir(), 'xray-local-'));
  const remove = (): void => void rm(folder, { recursive: true, force: true }).catch(() => {});
  try {
    const file = join(folder, 'traces.sqlite');
    store.copyTo(file);
    return Readable.toWeb(createReadStream(file).once('close', remove)) as ReadableStream<Uint8Array>;
  } catch (error) {
    remove();
    throw error;
  }
}
