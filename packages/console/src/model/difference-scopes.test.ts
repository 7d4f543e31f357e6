import { describe, expect, it } from 'vitest';
import { differenceScopes, offeredKinds } from './difference-scopes.ts';

const scope = { filter: 'annotation.a = 1', group: 'g', start: 5, end: 9, hide: ['health' as const] };

describe('differenceScopes', () => {
  it('compares a filter with the others of the same time', () => {
    const { filter: _, ...among } = scope;
    expect(differenceScopes('filter', scope, undefined)).toEqual({ part: scope, among });
  });

  it('compares a filter with the others of a node', () => {
    expect(differenceScopes('filter', scope, 'service("web")').among.filter).toBe('service("web")');
  });

  it('compares an error group with the others of the same time', () => {
    expect(differenceScopes('filter', { error: 'e', start: 5 }, undefined)).toEqual({
      part: { error: 'e', start: 5 },
      among: { start: 5 },
    });
    expect(offeredKinds({ error: 'e' }, false)).toEqual(['filter', 'failing']);
  });

  it('compares failing traces with the others of the filter', () => {
    expect(differenceScopes('failing', scope, undefined)).toEqual({
      part: { ...scope, filter: 'annotation.a = 1 AND (fault OR error)' },
      among: scope,
    });
    expect(differenceScopes('failing', {}, undefined).part.filter).toBe('fault OR error');
  });

  it('compares a time with all other times', () => {
    const { start: _, end: __, ...among } = scope;
    expect(differenceScopes('time', scope, undefined)).toEqual({ part: scope, among });
  });
});

it.each([
  [{}, false, ['failing']],
  [{ filter: 'ok' }, false, ['filter', 'failing']],
  [{}, true, ['time', 'failing']],
  [{ filter: 'ok' }, true, ['filter', 'time', 'failing']],
] as const)('offers of %o (time chosen: %s) %j', (of, isTimeChosen, kinds) => {
  expect(offeredKinds(of, isTimeChosen)).toEqual(kinds);
});
