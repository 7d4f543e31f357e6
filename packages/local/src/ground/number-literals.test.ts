import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasLiterals, parseVerbatim, stringifyVerbatim } from './number-literals.ts';

it.each([
  '{"a":9007199254740993,"b":[1.10,{"c":1E3}],"d":-0,"e":1e400}',
  '[1.0,2,"1.0",{"__proto__":1.50}]',
  '{"":1.0,"":2.0}',
  '1.0',
])('writes the numbers of %s as they were', (text) => {
  const value = parseVerbatim(text);
  expect(stringifyVerbatim(value)).toBe(text === '{"":1.0,"":2.0}' ? '{"":2.0}' : text === '1.0' ? '1' : text);
});

it('keeps the literals of a copy where it has equal values', () => {
  const original = parseVerbatim('{"a":{"b":1.10,"c":2.0},"d":3.0}') as { a: object; d: number };
  expect(hasLiterals(original)).toBe(true);
  expect(stringifyVerbatim({ d: 3, a: { ...original.a, c: 5 }, e: 1 }, original)).toBe(
    '{"d":3.0,"a":{"b":1.10,"c":5},"e":1}',
  );
});

it('parses to the values of JSON.parse, and writes what JSON.stringify writes', () => {
  const literal = fc.constantFrom('1', '1.0', '-0', '1e3', '12345678901234567890', '0.1', '1E-7');
  fc.assert(
    fc.property(fc.jsonValue(), literal, (value, number) => {
      const text = `{"value":${JSON.stringify(value)},"number":${number}}`;
      const parsed = parseVerbatim(text);
      expect(parsed).toEqual(JSON.parse(text));
      expect(stringifyVerbatim(parsed)).toBe(text);
    }),
  );
});
