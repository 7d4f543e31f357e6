import { expect, it } from 'vitest';
import { maskMessage, ownFrame } from './exceptions.ts';

it.each([
  ['order 17 not found', 'order <n> not found'],
  ['took 1.5 s of 10', 'took <n> s of <n>'],
  ['no key \'cart-9\' in "carts"', 'no key <text> in <text>'],
  ['user 6f1c2a9e-1d2b-4c3d-8e4f-5a6b7c8d9e0f is gone', 'user <id> is gone'],
  ['trace 5759e988bd862e3f was lost', 'trace <id> was lost'],
  ['deadbeef faded', 'deadbeef faded'],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED <n>:<n>'],
  ['', ''],
])('%j is a message of the kind %j', (message, kind) => {
  expect(maskMessage(message)).toBe(kind);
});

it('masks the beginning of a long message, in no time', () => {
  expect(maskMessage('"'.repeat(1_000_000)).length).toBeLessThan(7_000);
});

it.each([
  [['/app/node_modules/x/i.js', '/app/src/pay.ts'], '/app/src/pay.ts'],
  [['node:internal/process', 'internal/timers.js', 'C:\\app\\pay.js'], 'C:\\app\\pay.js'],
  [['node_modules/x.js', 'node:net'], 'node_modules/x.js'],
])('of the frames %j one’s own is %s', (paths, own) => {
  expect(ownFrame(paths.map((path) => ({ path })))?.path).toBe(own);
});

it('has no own frame without a stack', () => {
  expect(ownFrame([])).toBeUndefined();
});
