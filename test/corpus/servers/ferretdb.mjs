import { existsSync } from 'node:fs';

/** MongoDB's wire over SQLite, from the program that `CORPUS_FERRETDB` names (README.md says how to build it). */
export default {
  usualPort: 27_017,
  missing: () =>
    existsSync(process.env.CORPUS_FERRETDB ?? '')
      ? undefined
      : 'CORPUS_FERRETDB names no program, and there is no mongod in Debian',
  prepare: ({ folder, port }) => ({ command: process.env.CORPUS_FERRETDB, args: [String(port), folder] }),
};
