import { expect, it } from 'vitest';
import { NOTHING_SEEN, readRejectedSeen, rejectedSince } from './rejected-seen.ts';

it.each([
  ['never looked', NOTHING_SEEN, 3, 3],
  ['looked, and nothing since', { storeId: 's', count: 3 }, 3, 0],
  ['looked, and two since', { storeId: 's', count: 3 }, 5, 2],
  ['the server was started again', { storeId: 's', count: 7 }, 2, 2],
  ['another store', { storeId: 'other', count: 3 }, 4, 4],
])('counts what was rejected since: %s', (_, seen, count, since) => {
  expect(rejectedSince(seen, 's', count)).toBe(since);
});

it.each([undefined, null, 7, 'x', {}, { storeId: 's' }, { storeId: 1, count: 2 }, { storeId: 's', count: '3' }])(
  'reads %j from a browser as having seen nothing',
  (stored) => {
    expect(readRejectedSeen(stored)).toEqual(NOTHING_SEEN);
  },
);
