import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from './database.ts';
import { describeStoreError } from './store-error.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xray-store-'));
  mkdirSync(join(folder, 'broken'));
  writeFileSync(join(folder, 'broken', 'traces.sqlite'), 'no database '.repeat(1_000));
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'lock'));
  writeFileSync(join(folder, 'lock', 'lock.sqlite'), 'no database '.repeat(1_000));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a data folder that cannot be used', () => {
  it.each([
    ['broken', 'traces.sqlite or lock.sqlite is no database; move it away to start anew'],
    ['lock', 'traces.sqlite or lock.sqlite is no database; move it away to start anew'],
    ['file', 'there is a file of that name'],
    ['file/below', 'a part of its path is a file'],
  ])('%s: %s', (name, cause) => {
    const dataDir = join(folder, name);
    expect(() => new Database(dataDir)).toThrow(
      `dataDir: ${dataDir} cannot be used: ${cause}. Choose another folder (--data-dir), or keep nothing (--memory).`,
    );
  });

  it.runIf(process.platform === 'linux')('below /proc is refused, not waited for', () => {
    expect(() => new Database('/proc/xray-local/data')).toThrow('dataDir: /proc/xray-local/data cannot be used');
  });

  it('is made with its parents', () => {
    new Database(join(folder, 'a/b/c')).close();
  });
});

it.each([
  [{ code: 'EACCES' }, 'this user may not write there'],
  [{ code: 'EROFS' }, 'its file system is read-only'],
  [{ errcode: 13 }, 'the disk is full'],
  [{ errcode: 778 }, 'the disk cannot be read or written'],
  [{}, 'as given'],
])('the cause of %j', (members, cause) => {
  const { message } = describeStoreError(Object.assign(new Error('as given'), members), '/data');
  expect(message).toContain(`/data cannot be used: ${cause}.`);
});
