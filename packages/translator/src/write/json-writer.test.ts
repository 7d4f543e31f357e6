import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeValue } from './json-value.ts';
import { encoded, JsonWriter, memberName } from './json-writer.ts';

const textOf = (writer: JsonWriter): string => new TextDecoder().decode(writer.value());

describe('JsonWriter', () => {
  it('writes what JSON.stringify writes, as a value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const writer = new JsonWriter(1);
        writeValue(writer, value);
        expect(JSON.parse(textOf(writer))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('writes any string so that a parser returns it, with U+FFFD for half a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const writer = new JsonWriter(1);
        writer.string(text);
        expect(JSON.parse(textOf(writer))).toBe(text.toWellFormed());
      }),
    );
  });

  it('writes a long text as it writes its parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.integer({ min: 0, max: 1_100 }), (piece, more) => {
        const text = 'x'.repeat(more) + piece.repeat(Math.ceil(1_100 / piece.length));
        const writer = new JsonWriter(1);
        writer.string(text);
        expect(JSON.parse(textOf(writer))).toBe(text.toWellFormed());
      }),
    );
  });

  it('escapes each control character, the quote and the backslash as JSON.stringify does', () => {
    const text = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    const writer = new JsonWriter(1);
    writer.string(text);
    expect(textOf(writer)).toBe(JSON.stringify(text));
  });

  it('writes any number as the same double', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()), (number) => {
        const writer = new JsonWriter();
        writer.number(number);
        expect(JSON.parse(textOf(writer)) + 0).toBe(number + 0);
      }),
    );
  });

  it.each([
    [Number.NaN, '"NaN"'],
    [Number.POSITIVE_INFINITY, '"Infinity"'],
    [-0, '0'],
    [4_294_967_296, '4294967296'],
    [1e21, '1e+21'],
  ])('writes %d as %s', (number, text) => {
    const writer = new JsonWriter();
    writer.number(number);
    expect(textOf(writer)).toBe(text);
  });

  it('writes seconds as the double that dividing the nanoseconds gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_294_967_295 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        (seconds, nanos) => {
          const writer = new JsonWriter();
          writer.seconds(seconds, nanos);
          expect(Number(textOf(writer))).toBe(Number(BigInt(seconds) * 1_000_000_000n + BigInt(nanos)) / 1e9);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('puts commas between members and items, and none before the first', () => {
    const writer = new JsonWriter(1);
    writer.openObject();
    writer.key('list');
    writer.openArray();
    writer.number(1);
    writer.openObject();
    writer.closeObject();
    writer.closeArray();
    writer.members(encoded(new TextEncoder().encode('"a":1,"b":2,')));
    writer.key('{');
    writer.string('{');
    writer.key('x."');
    writer.null();
    writer.closeObject();
    expect(textOf(writer)).toBe('{"list":[1,{}],"a":1,"b":2,"{":"{","x.\\"":null}');
  });

  it('forgets what was written since a mark', () => {
    const writer = new JsonWriter();
    writer.openObject();
    const mark = writer.length;
    writer.stringMember(memberName('a'), 'b');
    writer.rewind(mark);
    expect(writer.atStart).toBe(true);
    writer.closeObject();
    expect(textOf(writer)).toBe('{}');
  });
});
