import { randomFillSync } from 'node:crypto';

/** Random bytes are drawn for many ids in one call, which costs about as much as for one. */
const pool: Buffer = Buffer.alloc(4_096);
let next: number = pool.length;

/** Returns random hex digits, two for each byte. */
export function randomHex(bytes: number): string {
  if (next + bytes > pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const hex = pool.toString('hex', next, next + bytes);
  next += bytes;
  return hex;
}
