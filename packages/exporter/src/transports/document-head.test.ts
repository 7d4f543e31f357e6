import { makeSpan } from '@otel-xray/test-kit';
import { createTranslator } from '@otel-xray/translator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentId } from './document-head.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('documentId', () => {
  it.each([
    ['{"name":"x","id":"0102030405060708"}', '0102030405060708'],
    ['{"name":"\\"id\\":\\"ffffffffffffffff\\"","id":"0102030405060708"}', '0102030405060708'],
    ['{"trace_id":"0102030405060708"}', undefined],
    ['{"id":"01020304"}', undefined],
    ['', undefined],
  ])('reads %s', (text, expected) => {
    expect(documentId(encode(text))).toBe(expected);
  });

  it.each(['enhanced', 'collector'] as const)('finds the id of every document of profile %s', (profile) => {
    const translator = createTranslator({ profile });
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 });
    const names = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('€'.repeat(1_000)), fc.constant('","id":"'));
    fc.assert(
      fc.property(names, hex, fc.constantFrom('none', 'local', 'remote'), (name, spanId, parent) => {
        fc.pre(!/^0+$/.test(spanId));
        const span = makeSpan({ name, spanId, parent, resource: { 'service.name': name } });
        translator.translateToBytes([span], (buffer, from, to) => {
          expect(documentId(buffer.subarray(from, to))).toBe(spanId);
        });
      }),
    );
  });
});
