import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWildcard, foldCase, isMatch } from './wildcard.ts';

const matches = (pattern: string, text: string | undefined): boolean =>
  isMatch(compileWildcard(pattern), text === undefined ? undefined : foldCase(text));

describe('a pattern', () => {
  it.each([
    ['*', undefined, true],
    ['*', '', true],
    ['*', 'a\nb', true],
    ['**', undefined, false],
    ['**', '', true],
    ['', '', true],
    ['', 'a', false],
    ['', undefined, false],
    ['?', '', false],
    ['?', '\n', true],
    ['a', undefined, false],
    ['/users/*', '/users/', true],
    ['/users/*', '/users', false],
    ['/Users/?', '/uSERS/7', true],
    ['*.js', '/a.js', true],
    ['*.js', '/axjs', false],
    ['*a*a', 'a', false],
    ['*ab', 'aab', true],
    ['a?c*e', 'abcde', true],
    ['a?c*e', 'abcdef', false],
    ['a+(b)[c]', 'A+(B)[C]', true],
    ['\\*', '\\anything', true],
    ['?stanbul', 'İstanbul', true],
    ['ΟΔΟΣ*', 'οδος/1', false],
    ['ΟΔΟΣ*', 'οδοσ/1', true],
  ])('%j on %j: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it('agrees with a plain, slow matcher', () => {
    const slow = (pattern: string, text: string): boolean => {
      if (pattern === '') return text === '';
      if (pattern[0] === '*') return slow(pattern.slice(1), text) || (text !== '' && slow(pattern, text.slice(1)));
      return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && slow(pattern.slice(1), text.slice(1));
    };
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        expect(matches(pattern, text)).toBe(slow(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes time linear in the text, whatever the pattern', () => {
    const text = 'a'.repeat(100_000);
    const patterns = ['*a*a*a*b', '*a?a*b', `${'*a'.repeat(60)}b`, '?*?*?*b', `*${'a'.repeat(100)}b`];
    const millisOf = (pattern: string, length: number): number => {
      const wildcard = compileWildcard(pattern);
      const part = text.slice(0, length);
      const start = performance.now();
      expect(isMatch(wildcard, part)).toBe(false);
      return performance.now() - start;
    };
    // Backtracking needs years for the first of them; the limit leaves room for a machine that does other things too.
    for (const pattern of patterns) expect(millisOf(pattern, 100_000), pattern).toBeLessThan(1_000);
  });
});
