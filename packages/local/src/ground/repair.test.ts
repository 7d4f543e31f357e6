import { describe, expect, it } from 'vitest';
import { makeSegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import type { JsonObject } from './json.ts';
import { normalizeTraceId, repairDocument, repairEmbedded } from './repair.ts';

describe('repairDocument', () => {
  it('leaves a good document as it is, unknown members included', () => {
    const document = makeSegment('a', { parent_id: toId('b'), annotations: { a: 1 }, made_up: { x: [1] } });
    expect(repairDocument(document)).toEqual({ document, diagnostics: [] });
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ['an upper-case id', { id: 'ABCDEF0123456789' }, { id: 'abcdef0123456789' }, 'repaired-id'],
    ['an upper-case trace id', { trace_id: TRACE_ID.toUpperCase() }, { trace_id: TRACE_ID }, 'repaired-trace-id'],
    ['an unusable parent of a segment', { parent_id: 'x' }, { parent_id: undefined }, 'repaired-parent-id'],
    ['forbidden characters in a name', { name: 'GET /a?b' }, { name: 'GET /a_b' }, 'repaired-name'],
    ...[200.5, 1e300, -(2 ** 31)].map((status): [string, JsonObject, JsonObject, string] => [
      `the HTTP status ${status}`,
      { http: { request: { method: 'GET' }, response: { status, content_length: 3 } } },
      { http: { request: { method: 'GET' }, response: { content_length: 3 } } },
      'repaired-status',
    ]),
    [
      'annotations of another kind',
      { annotations: { plan: 'gold', tags: ['a'] }, metadata: { default: { k: 1 } } },
      { annotations: { plan: 'gold' }, metadata: { default: { k: 1 }, annotations: { tags: ['a'] } } },
      'repaired-annotation',
    ],
    [
      'annotations that are no object',
      { annotations: 'x' },
      { annotations: {}, metadata: { annotations: { annotations: 'x' } } },
      'repaired-annotation',
    ],
  ])('puts %s right and says so', (_, given, expected, code) => {
    const { document, diagnostics } = repairDocument(makeSegment('a', given));
    expect(document).toEqual({ ...makeSegment('a', given), ...expected });
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });

  it('writes a trace id of the W3C form as X-Ray does', () => {
    const w3c = TRACE_ID.slice(2).replace('-', '');
    expect(repairDocument(makeSegment('a', { trace_id: w3c })).document['trace_id']).toBe(TRACE_ID);
  });
});

describe('repairEmbedded', () => {
  it('takes a subsegment that lacks everything', () => {
    const { document, diagnostics } = repairEmbedded({}, 'parent/0', START);
    expect(document).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: 'unnamed',
      start_time: START,
      in_progress: true,
    });
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'repaired-id',
      'repaired-name',
      'repaired-time',
      'repaired-time',
    ]);
  });

  it('makes the same id for the same place', () => {
    const idAt = (place: string): unknown => repairEmbedded({}, place, START).document['id'];
    expect(idAt('a/0')).toBe(idAt('a/0'));
    expect(idAt('a/0')).not.toBe(idAt('a/1'));
  });

  it('lets an end before the start become the start', () => {
    const { document } = repairEmbedded({ id: toId('a'), name: 'a', start_time: 5, end_time: 4 }, 'p/0', START);
    expect(document).toEqual({ id: toId('a'), name: 'a', start_time: 5, end_time: 5 });
  });
});

describe('normalizeTraceId', () => {
  it.each([
    [TRACE_ID, TRACE_ID],
    [TRACE_ID.toUpperCase(), TRACE_ID],
    ['6adf02405a560cc3949d4b8bc5df4664', TRACE_ID],
    ['1-00000000-000000000000000000000000', '1-00000000-000000000000000000000000'],
    ['annotation.plan = "gold"', undefined],
    ['', undefined],
  ])('%s → %s', (text, expected) => {
    expect(normalizeTraceId(text)).toBe(expected);
  });
});
