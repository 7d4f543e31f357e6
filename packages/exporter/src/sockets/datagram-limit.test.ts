import { expect, it } from 'vitest';
import { nextDocumentBytes, platformDocumentBytes } from './datagram-limit.ts';

it.each([
  ['linux', 65_477],
  ['win32', 65_477],
  ['darwin', 9_186],
] as const)('a datagram of %s holds a document of %i bytes', (platform, expected) => {
  expect(platformDocumentBytes(platform)).toBe(expected);
});

it.each([
  [100_000, 65_477],
  [65_478, 65_477],
  [65_477, 9_186],
  [9_187, 9_186],
  [9_186, 4_593],
  [4_593, 2_296],
])('after %i bytes did not fit, %i are tried', (refused, expected) => {
  expect(nextDocumentBytes(refused)).toBe(expected);
});
