import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraceHeader, parseTraceHeader, type TraceHeader } from './trace-header.ts';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';
const PARENT = 'Parent=53995c3f42cd8ad8';
const traceId = '5759e988bd862e3fe1be46a994272793';
const parentId = '53995c3f42cd8ad8';

describe('parseTraceHeader', () => {
  it.each<[string, TraceHeader]>([
    [`${ROOT};${PARENT};Sampled=1`, { traceId, parentId, sampled: '1' }],
    [`Sampled=0;${PARENT};${ROOT}`, { traceId, parentId, sampled: '0' }],
    [`${ROOT};Sampled=?`, { traceId, sampled: '?' }],
    [
      ` Root\t= 1-5759E988-BD862E3FE1BE46A994272793 ;\u00a0${PARENT}\u2003;Sampled =1\n`,
      { traceId, parentId, sampled: '1' },
    ],
    ['Root=1-1a-d188f8fa79d48a391a778fa6', { traceId: '0000001ad188f8fa79d48a391a778fa6' }],
    [`;;${ROOT};word;=x;;`, { traceId }],
    ['', {}],
    [' ; ;\t;', {}],
    ['word', {}],
    ['root=1;RootCause=2;SampledBy=3;Self=4', {}],
    // A later field counts, also a bad one; a bad Lineage does not.
    ['Sampled=0;Sampled=1', { sampled: '1' }],
    [`${ROOT};Root=`, { traceId: null }],
    ['Sampled=1;Sampled=yes', { sampled: null }],
    [`${PARENT};Parent=0000000000000000`, { parentId: null }],
    ['Parent=53995c3f42cd8ad', { parentId: null }],
    ['Parent="53995c3f42cd8ad8"', { parentId: null }],
    [`${ROOT}=`, { traceId: null }],
    ['Lineage=2:c3e4b99a:0;Lineage=hello', { lineage: '2:c3e4b99a:0' }],
    ['Lineage=32767:C3E4B99A:255', { lineage: '32767:C3E4B99A:255' }],
    ['Lineage=32768:c3e4b99a:0', {}],
    ['Lineage=1:c3e4b99a:256', {}],
    ['Lineage=1:c3e4b99:0', {}],
    ['Lineage=8408dcb0:0|7d2b6fd0:99999', { lineage: '8408dcb0:0|7d2b6fd0:99999' }],
    ['Lineage=8408dcb0:0|', {}],
    ['Lineage=8408dcb0:100000', {}],
  ])('reads %j', (text, expected) => {
    expect(parseTraceHeader(text)).toEqual(expected);
  });

  it('keeps unknown fields on request, in their order', () => {
    const text = `b=1; Self = 1-67891234-12456789abcdef0123456780;${ROOT};a=x=y;empty=;b=2`;
    expect(parseTraceHeader(text, { keepFields: true })).toEqual({
      traceId,
      fields: [
        ['b', '1'],
        ['Self', '1-67891234-12456789abcdef0123456780'],
        ['a', 'x=y'],
        ['empty', ''],
        ['b', '2'],
      ],
    });
  });

  it('trims what String.prototype.trim trims', () => {
    const characters = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code));
    const trimmed = characters.filter((character) => parseTraceHeader(`Sampled=${character}1`).sampled === '1');
    expect(trimmed).toEqual(characters.filter((character) => character.trim() === ''));
  });

  it.each([
    ['semicolons', ';'],
    ['words', 'word;'],
    ['equal signs', '='],
    ['blanks', ' '],
    ['roots', `${ROOT};`],
    ['hops', 'Lineage=8408dcb0:0|'],
  ])('takes time linear in the length of a header of %s', (_, piece) => {
    const millisFor = (length: number): number => {
      const text = piece.repeat(length / piece.length);
      const start = performance.now();
      for (let i = 0; i < 3; i++) parseTraceHeader(text, { keepFields: true });
      return performance.now() - start;
    };
    millisFor(200_000);
    // 10 times as long: 100 times the time if it were quadratic. The constant keeps a busy machine from failing it.
    expect(millisFor(2_000_000)).toBeLessThan(30 * millisFor(200_000) + 500);
  });

  it('answers every text', () => {
    const piece = fc.constantFrom(
      'Root',
      'Parent',
      'Sampled',
      'Lineage',
      '=',
      ';',
      ' ',
      '1',
      '1-',
      'a'.repeat(8),
      '\uFEFF',
      ':',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (header) => {
        const { traceId, parentId, lineage } = parseTraceHeader(header, { keepFields: true });
        expect(traceId ?? '1'.repeat(32)).toMatch(/^[0-9a-f]{32}$/);
        expect(parentId ?? '1'.repeat(16)).toMatch(/^[0-9a-f]{16}$/);
        expect(lineage ?? '').toMatch(/^[0-9a-fA-F:|]*$/);
      }),
    );
  });
});

describe('formatTraceHeader', () => {
  it.each<[TraceHeader, string]>([
    [{ traceId, parentId, sampled: '1' }, `${ROOT};${PARENT};Sampled=1`],
    [{ traceId, parentId, sampled: '?', lineage: '2:c3e4b99a:0' }, `${ROOT};${PARENT};Sampled=?;Lineage=2:c3e4b99a:0`],
    [{ traceId }, ROOT],
    [{ traceId: null, parentId, sampled: null }, PARENT],
    [{ lineage: '2:c3e4b99a:0', fields: [['a', 'b']] }, 'Lineage=2:c3e4b99a:0;a=b'],
    [{}, ''],
  ])('writes %j', (header, expected) => {
    expect(formatTraceHeader(header)).toBe(expected);
  });

  it('writes a Lineage that fills the header to 256 characters, and leaves out a longer one', () => {
    const header = { traceId, parentId, sampled: '1' } as const;
    const rest = `${ROOT};${PARENT};Sampled=1;Lineage=`.length;
    expect(formatTraceHeader({ ...header, lineage: 'a'.repeat(256 - rest) })).toHaveLength(256);
    expect(formatTraceHeader({ ...header, lineage: 'a'.repeat(257 - rest) })).toBe(`${ROOT};${PARENT};Sampled=1`);
  });

  it('writes further fields within 256 characters, without Self and what would break the header', () => {
    const fields = [
      ['Self', '1-67891234-12456789abcdef0123456780'],
      ['Root', '1-5759e988-bd862e3fe1be46a994272793'],
      ['a', 'x=y z'],
      ['b', 'ü'],
      ['c', '1;Sampled=1'],
      ['d=', '1'],
      ['e', 'line\nbreak'],
      ['', 'x'],
      ['f', ''],
      ['g', 'v'.repeat(248)],
      ['h', '1'],
    ] as const;
    expect(formatTraceHeader({ sampled: '0', fields })).toBe(`Sampled=0;a=x=y z;f=;g=${'v'.repeat(248)}`);
  });

  it('is read back', () => {
    const hex = (digits: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });
    const id = (digits: number) => hex(digits).filter((text) => /[1-9a-f]/.test(text));
    const counter = (max: number) => fc.integer({ min: 0, max });
    const hop = fc.tuple(hex(8), counter(99_999)).map((parts) => parts.join(':'));
    const lineage = fc.oneof(
      fc.tuple(counter(32_767), hex(8), counter(255)).map((parts) => parts.join(':')),
      fc.array(hop, { minLength: 1, maxLength: 10 }).map((hops) => hops.join('|')),
    );
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_/.'), minLength: 1, maxLength: 20 });
    const header = fc.record({
      traceId: fc.option(id(32), { nil: undefined }),
      parentId: fc.option(id(16), { nil: undefined }),
      sampled: fc.constantFrom('0' as const, '1' as const, '?' as const, undefined),
      lineage: fc.option(lineage, { nil: undefined }),
      fields: fc.array(fc.tuple(word, word), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(header, (fields) => {
        expect(parseTraceHeader(formatTraceHeader(fields), { keepFields: true })).toEqual(fields);
      }),
    );
  });
});
