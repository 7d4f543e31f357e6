/**
 * Names the folder and the cure in an error of the file system or of SQLite; an error that names the folder already stays as it is.
 * Source: https://www.sqlite.org/rescode.html
 */
export function describeStoreError(error: unknown, dataDir: string): Error {
  const given = error instanceof Error ? error : new Error(String(error));
  if (given.message.includes(`${dataDir} `)) return given;
  const { code, errcode } = given as { code?: string; errcode?: number };
  const cause = FILE_ERRORS[code ?? ''] ?? SQLITE_ERRORS[(errcode ?? 0) & PRIMARY_CODE] ?? given.message;
  return Object.assign(new Error(`dataDir: ${dataDir} cannot be used: ${cause}. ${CURE}`, { cause: given }), {
    code,
    errcode,
  });
}

/** Whether SQLite reports that the files, not a statement, are the cause. */
export function isStoreError(error: unknown): boolean {
  const { code, errcode = 0 } = (error ?? {}) as { code?: string; errcode?: number };
  return code === 'ERR_SQLITE_ERROR' && SQLITE_ERRORS[errcode & PRIMARY_CODE] !== undefined;
}

/** Whether SQLite reports that a file is damaged. */
export function isDamage(error: unknown): boolean {
  const { errcode } = (error ?? {}) as { errcode?: number };
  return ((errcode ?? 0) & PRIMARY_CODE) === CORRUPT;
}

const CURE = 'Choose another folder (--data-dir), or keep nothing (--memory).';

const FILE_ERRORS: Readonly<Record<string, string>> = {
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'it cannot be made',
};

/** The primary code is in the lowest byte. */
const PRIMARY_CODE = 0xff;
const CORRUPT = 11;

const SQLITE_ERRORS: Readonly<Record<number, string>> = {
  8: 'it is read-only',
  10: 'the disk cannot be read or written',
  11: 'traces.sqlite is damaged; move it away to start anew',
  13: 'the disk is full',
  14: 'its files cannot be opened',
  26: 'traces.sqlite or lock.sqlite is no database; move it away to start anew',
};
