import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete } from './complete.ts';

describe('complete', () => {
  // The place is that of |; the text behind it is part of the expression.
  it.each([
    ['resp|', { offset: 0, length: 4, prefix: 'resp', candidates: ['responsetime'], slots: [] }],
    [
      'ok AND HTTP.U|',
      { offset: 7, length: 6, prefix: 'HTTP.U', candidates: ['http.url', 'http.useragent'], slots: [] },
    ],
    ['du|ration > 5', { offset: 0, length: 8, prefix: 'du', candidates: ['duration'], slots: [] }],
    ['duration |', 'ops', ['=', '!=', '<', '<=', '>', '>=', 'AND', 'OR']],
    ['fault = |', { offset: 8, length: 0, prefix: '', candidates: ['true', 'false'], slots: [] }],
    ['ok = fa|', { offset: 5, length: 2, prefix: 'fa', candidates: ['false'], slots: [] }],
    ['user = |', { offset: 7, length: 0, prefix: '', candidates: [], slots: [{ kind: 'user' }] }],
    ['user = "a|nn" AND ok', { offset: 7, length: 5, prefix: 'a', candidates: [], slots: [{ kind: 'user' }] }],
    ['http.url BEGINSWITH "ht|', { offset: 20, length: 3, prefix: 'ht', candidates: [], slots: [{ kind: 'url' }] }],
    ['annotation.pl|', { offset: 0, length: 13, prefix: 'pl', candidates: [], slots: [{ kind: 'annotation key' }] }],
    [
      'annotation[img.|',
      { offset: 0, length: 15, prefix: 'img.', candidates: [], slots: [{ kind: 'annotation key' }] },
    ],
    [
      'annotation.plan = |',
      { offset: 18, length: 0, prefix: '', candidates: [], slots: [{ kind: 'annotation value', key: 'plan' }] },
    ],
    ['service("we|', { offset: 8, length: 3, prefix: 'we', candidates: [], slots: [{ kind: 'service' }] }],
    ['service(|', { offset: 8, length: 0, prefix: '', candidates: [')', 'id'], slots: [{ kind: 'service' }] }],
    ['edge("web", |', { offset: 12, length: 0, prefix: '', candidates: ['id'], slots: [{ kind: 'service' }] }],
    ['service(id(|', { offset: 11, length: 0, prefix: '', candidates: ['name', 'type', 'account.id'], slots: [] }],
    ['service("web") { ro|', { offset: 17, length: 2, prefix: 'ro', candidates: ['root'], slots: [] }],
    ['group.name = |', { offset: 13, length: 0, prefix: '', candidates: [], slots: [{ kind: 'group' }] }],
    ['rootcause.fault.exception { me|', { offset: 28, length: 2, prefix: 'me', candidates: ['message'], slots: [] }],
    ['nonsense = |', { offset: 11, length: 0, prefix: '', candidates: [], slots: [] }],
  ] as const)('at %s', (marked, expected, first?: readonly string[]) => {
    const at = marked.indexOf('|');
    const completion = complete(marked.slice(0, at) + marked.slice(at + 1), at);
    if (expected === 'ops') expect(completion.candidates.slice(0, first?.length)).toEqual(first);
    else expect(completion).toEqual(expected);
  });

  it('offers what an expression may begin with', () => {
    const { candidates, slots } = complete('', 0);
    expect(candidates).toEqual(
      expect.arrayContaining(['ok', 'service(', 'edge(', 'annotation.', 'rootcause.fault.service']),
    );
    expect(candidates).not.toContain('root');
    expect(slots).toEqual([{ kind: 'annotation key' }]);
  });

  it('never throws, and replaces a piece that holds the place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.double(), (text, offset) => {
        const { offset: start, length } = complete(text, offset);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start + length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
