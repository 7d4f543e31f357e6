import { parse } from '@otel-xray/filter-expression';
import { describe, expect, it } from 'vitest';
import type { FreeTextTerm } from '../contract/index.ts';
import { readFreeText, toFreeTextOption } from './free-text.ts';

describe('readFreeText', () => {
  it.each([
    ['user-3', 'user-3', 0],
    ['/items/7', '/items/7', 0],
    ['  two words ', 'two words', 2],
    ['fault AND user-3', 'user-3', 10],
    ['fault or ok and /items/7', '/items/7', 16],
    ['rock and roll', 'rock and roll', 0],
  ])('%j: %j', (text, found, offset) => {
    expect(readFreeText(text)).toEqual({ text: found, offset, length: text.length - offset });
  });

  it.each(['', ' ', 'x', 'fault', 'user = "a"', 'user =', 'service("a', 'fault AND ', 'annotation.a = 1 AND'])(
    '%j: none',
    (text) => expect(readFreeText(text)).toBeUndefined(),
  );
});

describe('toFreeTextOption', () => {
  it.each([
    [{ kind: 'user', operator: '=', value: 'user-3', count: 12 }, 'user = "user-3"', '12 traces'],
    [{ kind: 'annotation', key: 'a.b', operator: '=', value: 42, count: 1 }, 'annotation[a.b] = 42', '1 trace'],
    [{ kind: 'annotation', key: 'a', operator: '=', value: '42', count: 2 }, 'annotation.a = "42"', '2 traces'],
    [{ kind: 'http.url', operator: 'CONTAINS', value: '/a"b', count: 2 }, 'http.url CONTAINS "/a\\"b"', '2 traces'],
    [{ kind: 'service', operator: '=', value: 'web', count: 2 }, 'service("web")', '2 traces'],
    [{ kind: 'http.status', operator: '=', value: 500, count: 2 }, 'http.status = 500', '2 traces'],
  ] as const satisfies readonly (readonly [FreeTextTerm, string, string])[])('%o: %s', (term, text, hint) => {
    expect(toFreeTextOption(term)).toEqual({ text, hint });
    expect(parse(text).problems).toEqual([]);
  });
});
