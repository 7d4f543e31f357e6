import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDocument } from './check-document.ts';

const segment = {
  trace_id: '1-6adf0240-5a560cc3949d4b8bc5df4664',
  id: 'd9d3463eab20fc36',
  name: 'api.example.com',
  start_time: 1793000000.03,
  end_time: 1793000000.21,
};
const subsegment = { ...segment, type: 'subsegment', parent_id: '9e947d3c15d4b014' };

describe('checkDocument', () => {
  it.each([
    ['a segment', segment],
    ['an independent subsegment', subsegment],
    ['a segment in progress', { ...segment, end_time: undefined, in_progress: true }],
    ['a trace id in the W3C form', { ...segment, trace_id: '6adf02405a560cc3949d4b8bc5df4664' }],
    ['a name with every character that is allowed', { ...segment, name: 'Größe 7 _.:/%&#=+\\-@' }],
    ['a segment that ends as it starts', { ...segment, end_time: segment.start_time }],
    ['annotations of each kind', { ...segment, annotations: { s: 'a', n: 1, b: false } }],
  ])('takes %s', (_, document) => {
    expect(checkDocument(document)).toEqual([]);
  });

  it.each([
    ['text', 'not an object', 'MissingId'],
    ['null', null, 'MissingId'],
    ['an empty array', [], 'MissingId'],
    ['no id', { ...segment, id: undefined }, 'MissingId'],
    ['no trace id', { ...segment, trace_id: undefined }, 'MissingTraceId'],
    ['a trace id of another form', { ...segment, trace_id: '1-6adf0240-5a56' }, 'InvalidTraceId'],
    ['an id of 15 digits', { ...segment, id: 'd9d3463eab20fc3' }, 'InvalidId'],
    ['an id that is a number', { ...segment, id: 1234567890123456 }, 'InvalidId'],
    ['no name', { ...segment, name: '' }, 'MissingName'],
    ['a name of 201 characters', { ...segment, name: 'a'.repeat(201) }, 'InvalidName'],
    ['no start', { ...segment, start_time: undefined }, 'MissingStartTime'],
    ['neither an end nor in progress', { ...segment, end_time: undefined }, 'MissingEndTime'],
    ['an end before the start', { ...segment, end_time: 1793000000 }, 'InvalidTime'],
    ['an infinite end', { ...segment, end_time: Number.POSITIVE_INFINITY }, 'InvalidTime'],
    ['a start in milliseconds', { ...segment, start_time: 1793000000030 }, 'InvalidTime'],
    ['a start before 1970', { ...segment, start_time: -1 }, 'InvalidTime'],
    ['a start in text', { ...segment, start_time: '2026-10-26T00:00:00Z' }, 'InvalidTime'],
    ['a subsegment without a parent', { ...subsegment, parent_id: undefined }, 'MissingParentId'],
    ['a subsegment with a parent of another form', { ...subsegment, parent_id: 'x' }, 'InvalidParentId'],
  ])('refuses %s', (_, document, code) => {
    const problems = checkDocument(document);
    expect(problems.map((problem) => [problem.code, problem.repairable])).toEqual([[code, false]]);
  });

  it.each([
    ['an upper-case id', { ...segment, id: 'D9D3463EAB20FC36' }, 'InvalidId'],
    ['an upper-case trace id', { ...segment, trace_id: segment.trace_id.toUpperCase() }, 'InvalidTraceId'],
    ['a name with forbidden characters', { ...segment, name: 'GET /a?b' }, 'InvalidName'],
    ['a segment with a parent of another form', { ...segment, parent_id: 'x' }, 'InvalidParentId'],
    ['an annotation that is a list', { ...segment, annotations: { a: [1] } }, 'InvalidAnnotation'],
    ['annotations that are no object', { ...segment, annotations: 'a' }, 'InvalidAnnotation'],
  ])('calls %s repairable', (_, document, code) => {
    const problems = checkDocument(document);
    expect(problems.map((problem) => [problem.code, problem.repairable])).toEqual([[code, true]]);
  });

  it('words a problem as the service does and names the document', () => {
    expect(checkDocument({ ...subsegment, name: undefined })).toEqual([
      {
        code: 'MissingName',
        id: 'd9d3463eab20fc36',
        message: 'Invalid subsegment. ErrorCode: MissingName',
        repairable: false,
      },
    ]);
  });

  it('lists all problems of a document', () => {
    const problems = checkDocument({ id: 'x', type: 'subsegment', start_time: 1 });
    expect(problems.map(({ code }) => code)).toEqual([
      'MissingTraceId',
      'InvalidId',
      'MissingName',
      'MissingEndTime',
      'MissingParentId',
    ]);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => Array.isArray(checkDocument(value))));
  });
});
