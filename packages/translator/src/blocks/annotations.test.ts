import { makeSpan, type SpanFields } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';
import type { TranslatorOptions } from '../ground/options.ts';

function translate(attributes: Record<string, unknown>, options?: TranslatorOptions, fields?: SpanFields) {
  const { documents, report } = createTranslator(options).translate([makeSpan({ attributes, ...fields })]);
  return { annotations: documents[0]?.annotations, metadata: documents[0]?.metadata?.['default'], report };
}

const numbered = (count: number, prefix = 'k'): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${String(n).padStart(3, '0')}`, n]));

describe('annotations', () => {
  it.each([
    ['a name', ['a'], { a: 1, b: 2 }, { a: 1 }],
    ['a glob', ['app.*'], { 'app.b': 1, 'app.a': 2, apple: 3 }, { 'app.a': 2, 'app.b': 1 }],
    ['a glob with two stars', ['*.http.*'], { 'x.http.y': 1, 'http.y': 2 }, { 'x.http.y': 1 }],
    ['an alias', [{ attribute: 'a', as: 'short' }], { a: 1 }, { short: 1 }],
    ['a name and an alias', ['a', { attribute: 'a', as: 'b' }], { a: 1 }, { a: 1, b: 1 }],
    ['a resource attribute', ['otel.resource.env'], {}, { 'otel.resource.env': 'prod' }],
    ['the name of the span', ['otel.span.name'], {}, { 'otel.span.name': 'GET /x' }],
    ['what a block shows', ['http.request.method'], { 'http.request.method': 'GET' }, { 'http.request.method': 'GET' }],
    ['the user', ['enduser.id'], { 'enduser.id': 'bob' }, { 'enduser.id': 'bob' }],
    ['characters that a key cannot have', ['a-b/c d'], { 'a-b/c d': 1 }, { a_b_c_d: 1 }],
    ['a list of strings', ['a'], { a: ['x', 'y'] }, { a: 'x,y' }],
    ['a list of numbers', ['a'], { a: [1, 2] }, undefined],
    ['a list that is too long to join', ['a'], { a: ['x'.repeat(600), 'y'.repeat(600)] }, undefined],
    ['NaN', ['a'], { a: Number.NaN }, undefined],
    ['a big integer', ['a'], { a: 7n }, { a: 7 }],
    ['nothing', ['a'], { a: null }, undefined],
  ])('of %s', (_what, indexedAttributes, attributes, annotations) => {
    const resource = { env: 'prod' };
    expect(translate(attributes, { indexedAttributes }, { resource }).annotations).toEqual(annotations);
  });

  it('have an order: named by the span, names, globs, models, everything', () => {
    const attributes = {
      'zz.all': 1,
      'gen_ai.request.model': 'm',
      'app.x': 2,
      named: 3,
      own: 4,
      'aws.xray.annotations': ['own'],
    };
    const options = { indexedAttributes: ['app.*', 'named'], indexAllAttributes: true };
    const { annotations = {} } = translate(attributes, options);
    expect(Object.keys(annotations).slice(0, 4)).toEqual(['own', 'named', 'app.x', 'gen_ai.request.model']);
  });

  it('of the first one count where two have one key; the other stays under its own', () => {
    const { annotations, metadata } = translate({ 'a-b': 1, 'a/b': 2 }, { indexedAttributes: ['a-b', 'a/b'] });
    expect(annotations).toEqual({ a_b: 1 });
    expect(metadata).toMatchObject({ 'a/b': 2 });
    expect(metadata).not.toHaveProperty('a-b');
  });

  it('are 50; what is over goes to the metadata and is reported', () => {
    const { annotations = {}, metadata, report } = translate(numbered(53), { indexAllAttributes: true });
    expect(Object.keys(annotations)).toEqual(Object.keys(numbered(50)));
    expect(metadata).toMatchObject({ k050: 50, k051: 51, k052: 52 });
    expect(report.truncated).toEqual(['k050', 'k051', 'k052']);
  });

  it('are counted for a trace, over all spans of a batch, by key', () => {
    const spans = [
      makeSpan({ attributes: numbered(40, 'a') }),
      makeSpan({ spanId: '1111111111111111', attributes: { ...numbered(40, 'a'), ...numbered(12, 'b') } }),
      makeSpan({ traceId: 'f'.repeat(32), spanId: '2222222222222222', attributes: numbered(50, 'c') }),
    ];
    const options = { indexedAttributes: ['a*', 'b*', 'c*'] };
    const { documents, report } = createTranslator(options).translate(spans);
    expect(documents.map(({ annotations = {} }) => Object.keys(annotations).length)).toEqual([40, 50, 50]);
    expect(report.truncated).toEqual(['b010', 'b011']);
  });

  it('have 1,000 characters at most, and the full string stays in the metadata', () => {
    const long = '💳'.repeat(1_001);
    const { annotations, metadata } = translate({ long }, { indexedAttributes: ['long'] });
    expect(annotations).toEqual({ long: '💳'.repeat(1_000) });
    expect(metadata).toMatchObject({ long });
  });

  it('have keys of 500 characters, and the full one stays in the metadata', () => {
    const key = 'k'.repeat(501);
    const { annotations, metadata } = translate({ [key]: 1 }, { indexAllAttributes: true });
    expect(Object.keys(annotations ?? {})).toContain('k'.repeat(500));
    expect(metadata).toMatchObject({ [key]: 1 });
  });

  it('have no dots with the option', () => {
    const options = { indexedAttributes: ['a.b'], allowDotsInAnnotationKeys: false };
    expect(translate({ 'a.b': 1 }, options).annotations).toEqual({ a_b: 1 });
  });

  it('say that a function started cold', () => {
    expect(translate({ 'faas.coldstart': true }).annotations).toEqual({ 'faas.coldstart': true });
  });
});
