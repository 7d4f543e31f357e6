import { checkDocument } from '@otel-xray/format';
import { expect, it } from 'vitest';
import { describeRefusal } from './refusal.ts';

const FINE = {
  trace_id: '1-6adf0240-0123456789abcdef01234567',
  id: '0123456789abcdef',
  name: 'web',
  start_time: 1,
  end_time: 2,
};

it.each([
  [{ id: undefined }, 'It has no id.'],
  [{ id: '12' }, 'The id "12" is not 16 hex digits.'],
  [{ trace_id: undefined }, 'It has no trace_id.'],
  [{ trace_id: undefined, type: 'subsegment' }, 'It has no trace_id, which a subsegment that is sent alone needs too.'],
  [
    { trace_id: '1-6adf0240-0123456789abcdef0123456' },
    'The trace_id "1-6adf0240-0123456789abcdef0123456" has 32 hex digits: neither 1-8 hex-24 hex digits nor 32 hex digits.',
  ],
  [{ trace_id: 7 }, 'The trace_id 7 has 0 hex digits: neither 1-8 hex-24 hex digits nor 32 hex digits.'],
  [{ name: '' }, 'It has no name.'],
  [{ name: 7 }, 'The name 7 is no text.'],
  [{ name: 'x'.repeat(201) }, 'The name has 201 characters; 200 are allowed.'],
  [{ name: 'a*b' }, 'The name "a*b" has characters that are not allowed.'],
  [{ start_time: undefined }, 'It has no start_time.'],
  [{ end_time: undefined }, 'It has neither end_time nor in_progress: true.'],
  [{ start_time: 3 }, 'Its end_time 2 is before its start_time 3.'],
  [{ start_time: 'now' }, 'start_time "now" and end_time 2 are not both epoch seconds.'],
  [{ type: 'subsegment' }, 'It is a subsegment without parent_id.'],
  [{ type: 'subsegment', parent_id: 'z' }, 'The parent_id "z" is not 16 hex digits.'],
  [{ annotations: { a: [] } }, 'An annotation is neither text nor number nor boolean.'],
])('%j: %s', (change, sentence) => {
  const document = { ...FINE, ...change };
  const code = checkDocument(document)[0]?.code ?? 'none';
  expect(describeRefusal(code, JSON.stringify(document))).toBe(sentence);
});

it.each([
  ['{', /^Expected property name .*JSON.*\.$/],
  ['[1]', /^It is no JSON object\.$/],
  [JSON.stringify(FINE), /^It is nested too deeply\.$/],
])('%s: %s', (text, sentence) => expect(describeRefusal('JSONFormatError', text)).toMatch(sentence));

it('says how large a document was', () => {
  expect(describeRefusal('SegmentTooLarge', JSON.stringify({ ...FINE, name: 'x'.repeat(70_000) }))).toBe(
    'It has 70,112 bytes; 64,000 are allowed.',
  );
});
