import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNestedDeeper } from './json.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

it('isNestedDeeper agrees with a count of the parsed value', () => {
  fc.assert(
    fc.property(fc.json({ depthSize: 'large' }), fc.nat(6), (text, limit) => {
      expect(isNestedDeeper(text, limit)).toBe(depthOf(JSON.parse(text)) > limit);
    }),
  );
});

it.each([
  ['"[[[["', 0, false],
  ['"\\"[[[["', 0, false],
  ['"\\\\"', 0, false],
  ['["\\\\",[]]', 1, true],
  ['[[],[],[]]', 2, false],
  ['"[', 0, false],
])('isNestedDeeper(%s, %i) is %s', (text, limit, expected) => {
  expect(isNestedDeeper(text, limit)).toBe(expected);
});
