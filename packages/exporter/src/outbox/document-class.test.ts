import { ATTR_XRAY_IN_PROGRESS } from '@otel-xray/format';
import { makeSpan } from '@otel-xray/test-kit';
import { createTranslator, type SpanLike } from '@otel-xray/translator';
import { expect, it } from 'vitest';
import { classOf, DOCUMENT_CLASSES } from './document-class.ts';

const idOf = (n: number): string => n.toString(16).padStart(16, '0');
const ERROR = { code: 2 as const };

it.each<[string, SpanLike[], string]>([
  ['a segment', [makeSpan()], 'segments without error'],
  ['a segment with a fault', [makeSpan({ status: ERROR })], 'segments with error'],
  ['a subsegment', [makeSpan({ kind: 0, parent: idOf(9) })], 'subsegments without error'],
  ['a subsegment with a fault', [makeSpan({ kind: 0, parent: idOf(9), status: ERROR })], 'subsegments with error'],
  [
    'a segment with a fault below it',
    [makeSpan({ spanId: idOf(1) }), makeSpan({ kind: 0, spanId: idOf(2), parent: idOf(1), status: ERROR })],
    'segments with error',
  ],
  ['a fragment', [makeSpan({ status: ERROR, attributes: { [ATTR_XRAY_IN_PROGRESS]: true } })], 'fragments in progress'],
  [
    'a string that looks like flags',
    [makeSpan({ attributes: { a: '"type":"subsegment","fault":true,"in_progress":true' } })],
    'segments without error',
  ],
])('%s', (_, spans, expected) => {
  const classes: (string | undefined)[] = [];
  createTranslator().translateToBytes(spans, (buffer, from, to) => {
    classes.push(DOCUMENT_CLASSES[classOf(buffer.subarray(from, to))]);
  });
  expect(classes).toEqual([expected]);
});
