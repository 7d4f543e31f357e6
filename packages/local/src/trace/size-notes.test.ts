import { splitDocument } from '@otel-xray/translator';
import { expect, it } from 'vitest';
import { makeEmbedded, makeSegment, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import type { Diagnostic } from '../ground/repair.ts';
import { observe } from './observations.ts';
import { sizeNotes } from './size-notes.ts';
import { assemble } from './trace-tree.ts';

const notesOf = (documents: readonly JsonObject[]): readonly Diagnostic[] =>
  assemble(documents.flatMap(observe)).diagnostics;
const large = (bytes: number): JsonObject => ({ metadata: { default: { text: 'x'.repeat(bytes) } } });

it('tells that a document was split, and that each part is there', () => {
  const document = makeSegment('a', {
    subsegments: [makeEmbedded('b', large(30_000)), makeEmbedded('c', large(30_000)), makeEmbedded('d', large(30_000))],
  });
  const parts = splitDocument(Buffer.from(JSON.stringify(document)), 64_000).map((part) =>
    JSON.parse(Buffer.from(part).toString()),
  );
  const moved = parts.length - 1;
  expect(moved).toBeGreaterThan(0);
  expect(notesOf(parts)).toEqual([
    {
      ...{ code: 'document-split', id: toId('a') },
      message: `The document was larger than X-Ray takes: ${moved} of its subsegments, with all below them, came as documents of their own.`,
    },
  ]);
});

it('tells what was cut', () => {
  const query = { sql: { sanitized_query: 'q'.repeat(70_000) } };
  const document = makeSegment('a', { ...large(70_000), subsegments: [makeEmbedded('b', query)] });
  const parts = splitDocument(Buffer.from(JSON.stringify(document)), 64_000).map((part) =>
    JSON.parse(Buffer.from(part).toString()),
  );
  const cut = notesOf(parts).filter(({ code }) => code === 'document-cut');
  expect(cut.map(({ id }) => id)).toEqual([toId('a'), toId('b')]);
  expect(cut[0]?.message).toBe('The document was larger than X-Ray takes; cut or left out: text.');
  expect(cut[1]?.message).toContain('sql.sanitized_query');
});

it.each([
  [{}],
  [{ exporter: 'x' }],
  [{ exporter: { split: 0, truncated: [] } }],
  [{ exporter: { split: '3', truncated: 'all' } }],
])('says nothing of %j', (metadata) => {
  expect(sizeNotes('a', { metadata })).toEqual([]);
});

it('names a few of many places', () => {
  const truncated = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 7];
  const [note] = sizeNotes('a', { metadata: { exporter: { truncated } } });
  expect(note?.message).toBe('The document was larger than X-Ray takes; cut or left out: a, b, c, d, e and 2 more.');
});
