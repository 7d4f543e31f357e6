import { describe, expect, it } from 'vitest';
import { AttributeReader } from './attribute-reader.ts';
import { HTTP_METHOD, URL_FULL, USER_ID } from './semconv.ts';

describe('AttributeReader', () => {
  it('finds the attribute behind one that was removed', () => {
    const reader = new AttributeReader(true, true);
    reader.load({ 'http.method': 'GET', own: 1, 'url.full': 'https://a.example/', 'user.id': 'u-1' });
    reader.remove(USER_ID);
    reader.removeAt(1);
    expect(reader.text(HTTP_METHOD)).toBe('GET');
    expect(reader.text(URL_FULL)).toBe('https://a.example/');
    expect(reader.has(USER_ID)).toBe(false);
    expect(reader.values.slice(0, reader.count)).toEqual(['GET', 'https://a.example/', 'u-1']);
    expect(reader.key(1)).toBe('url.full');
  });

  it('keeps nothing of one span for the next', () => {
    const reader = new AttributeReader(true, true);
    reader.load({ 'http.method': 'GET', 'url.full': 'https://a.example/' });
    reader.use(HTTP_METHOD);
    reader.load({ 'http.method': 'PUT' });
    expect(reader.has(URL_FULL)).toBe(false);
    expect(reader.value(URL_FULL)).toBeUndefined();
    expect(reader.isUsed(0)).toBe(false);
  });

  it('returns a repeated string as a member, and a new one not', () => {
    const reader = new AttributeReader(true, true);
    const memberOf = (value: unknown): string | undefined => {
      reader.load({ own: value });
      const known = reader.knownMember(0);
      return known && new TextDecoder().decode(known.bytes);
    };
    expect(['a"b', 'a"b', 'a"b', 'c', 'a"b', 1, 1].map(memberOf)).toEqual([
      undefined,
      '"own":"a\\"b",',
      '"own":"a\\"b",',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
