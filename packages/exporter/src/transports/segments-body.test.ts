import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentsBody } from './segments-body.ts';

const UTF8 = new TextEncoder();

/** The slow way, by strings. */
function expected(documents: readonly string[]): string {
  return JSON.stringify({ TraceSegmentDocuments: documents });
}

function made(documents: readonly string[]): string {
  return new TextDecoder().decode(segmentsBody(documents.map((text) => UTF8.encode(text))));
}

test.each<[string, readonly string[]]>([
  ['no document', []],
  ['one', ['{"name":"orders"}']],
  ['several', ['{"id":"1"}', '{}', '{"id":"2"}']],
  ['an empty one', ['', '']],
  ['quotes and backslashes inside', [JSON.stringify({ sql: 'SELECT "a\\b" FROM "t"', end: '\\' })]],
  ['letters of every length', ['{"name":"ä € 😀 \u2028"}']],
  ['white space between tokens, as other programs write it', ['{\n\t"id": 1\r\n}', '{"id":2}']],
  ['every control character', [Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('')]],
  ['more quotes than the memory of the call before', ['"'.repeat(100_000)]],
])('%s', (_case, documents) => {
  expect(made(documents) === expected(documents)).toBe(true);
});

test('equals the output of JSON.stringify, for any strings', () => {
  const text = fc.oneof(fc.json(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' }));
  fc.assert(
    fc.property(fc.array(text), (documents) => {
      expect(made(documents)).toBe(expected(documents));
    }),
  );
});

test('a body stays as it is when the next one is made', () => {
  const first = segmentsBody([UTF8.encode('{"id":"first"}')]);
  segmentsBody([UTF8.encode('{"id":"other"}')]);
  expect(new TextDecoder().decode(first)).toBe(expected(['{"id":"first"}']));
});
