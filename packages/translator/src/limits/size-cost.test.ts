import type { SegmentDocument } from '@otel-xray/format';
import { makeSpan, type SpanFields } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';

type Linked = { readonly links: unknown[] };

const made = (fields: SpanFields) => {
  const { documents, report } = createTranslator().translate([makeSpan(fields)]);
  return { document: documents[0]!, report, bytes: JSON.stringify(documents[0]).length };
};
const texts = (count: number, length: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`key.${n}`, 'v'.repeat(length)]));
const time = [1, 0] as const;

describe('a document a little too large', () => {
  it('loses a few attributes, and none that is small', () => {
    const { document, report, bytes } = made({ attributes: { 'customer.id': 'c-1', ...texts(66, 1_000) } });
    const members = document.metadata?.['default'] as object;
    expect(members).toMatchObject({ 'customer.id': 'c-1', 'otel.scope.name': 'test' });
    expect(Object.keys(members).filter((key) => key.startsWith('key.')).length).toBeGreaterThan(58);
    expect(bytes).toBeGreaterThan(60_000);
    expect(report.truncated).toContain('key.65');
  });

  it('shows most of a long string', () => {
    const { document, bytes } = made({ attributes: { long: 'x'.repeat(66_000), 'customer.id': 'c-1' } });
    expect((document.metadata!['default'] as { long: string }).long.length).toBeGreaterThan(60_000);
    expect(bytes).toBeGreaterThan(62_000);
  });

  it('loses a key that is as long as a document, and nothing else', () => {
    const { document, report } = made({
      attributes: { 'customer.id': 'c-1', ['k'.repeat(100_000)]: 'v', ...texts(9, 900) },
    });
    expect(Object.keys(document.metadata?.['default'] as object)).toHaveLength(12);
    expect(report.truncated).toEqual([`${'k'.repeat(255)}…`]);
  });

  it.each([
    ['a segment', { kind: 1 }, ({ links }: SegmentDocument) => links],
    ['a subsegment', { parent: 'local' }, ({ metadata }: SegmentDocument) => (metadata!['otel'] as Linked).links],
  ])('keeps the first links of %s', (_what, more, linksOf) => {
    const links = Array.from({ length: 1_000 }, (_, n) => ({
      context: { traceId: `${n}`.padStart(32, 'a'), spanId: `${n}`.padStart(16, 'b') },
      attributes: { n },
    }));
    const { document, bytes } = made({ ...more, links });
    expect(linksOf(document)?.length).toBeGreaterThan(600);
    expect(bytes).toBeGreaterThan(60_000);
  });

  it('keeps the first events, and as many exceptions as fit', () => {
    const events = Array.from({ length: 60 }, (_, n) => ({
      name: `e${n}`,
      time,
      attributes: { text: 'x'.repeat(1_100) },
    }));
    const left = made({ events }).document.metadata?.['otel'] as { events: { name: string }[] };
    expect(left.events.length).toBeGreaterThan(45);
    expect(left.events[0]?.name).toBe('e0');
    const exceptions = Array.from({ length: 64 }, (_, n) => ({
      name: 'exception',
      time,
      attributes: { 'exception.type': 'E', 'exception.message': `${n}${'m'.repeat(1_100)}` },
    }));
    const { cause } = made({ status: { code: 2 }, events: exceptions }).document;
    expect((cause as { exceptions: unknown[] }).exceptions.length).toBeGreaterThan(45);
  });

  it('cuts a statement by as much as is too much', () => {
    const query = `SELECT ${'x, '.repeat(22_000)}1`;
    const { document } = made({
      parent: 'local',
      kind: 2,
      attributes: { 'db.system': 'mysql', 'db.statement': query },
    });
    expect(document.sql?.sanitized_query?.length).toBeGreaterThan(60_000);
  });
});

describe('what fits no document', () => {
  const large = 'x"\u0001é'.repeat(250_000);
  it.each<[string, SpanFields]>([
    ['an attribute', { attributes: { large } }],
    ['a list', { attributes: { large: [large, large] } }],
    ['a list of short strings', { attributes: { large: Array.from({ length: 1_000_000 }, () => 'a') } }],
    ['a list with gaps', { attributes: { large: Array.from({ length: 1_000_000 }, (_, n) => (n % 2 ? null : n)) } }],
    [
      'a list of numbers in an event',
      { events: [{ name: 'e', time, attributes: { large: new Array(1_000_000).fill(1.5) } }] },
    ],
    ['a statement', { attributes: { 'db.system': 'mysql', 'db.statement': large } }],
    ['a status message', { status: { code: 2, message: large } }],
    ['the name', { name: large }],
    ['an event', { events: Array.from({ length: 64 }, () => ({ name: 'e', time, attributes: { large } })) }],
    ['a link', { links: [{ context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16) }, attributes: { large } }] }],
    ['a URL', { attributes: { 'url.full': `http://h/${large}` } }],
    [
      'exceptions',
      {
        events: Array.from({ length: 1_000 }, (_, n) => ({
          name: 'exception',
          time,
          attributes: { 'exception.message': `${n}${large}` },
        })),
      },
    ],
  ])('is cut before it is escaped: %s', (_what, fields) => {
    let written = 0;
    const report = createTranslator().translateToBytes([makeSpan(fields)], (buffer) => {
      written = buffer.length;
    });
    // The buffer of the writer grows with what was escaped, never with the text that was given.
    expect(written).toBeLessThan(16 * 64_000);
    expect(report.truncated.length).toBeGreaterThan(0);
  });
});
