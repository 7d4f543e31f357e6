import { createRequire } from 'node:module';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnnotatableSpan, addMetadata, annotate } from './annotate.ts';

interface Limits {
  readonly attributeCountLimit?: number;
  readonly attributeValueLengthLimit?: number;
}
type SDKSpan = AnnotatableSpan & { readonly attributes: Record<string, unknown> };

const require = createRequire(new URL('../../../examples/nodesdk/sdk-2/main.mjs', import.meta.url));
const SDKS: [name: string, start: (spanLimits: Limits) => SDKSpan][] = [
  [
    'SDK 3.x',
    (spanLimits) => new TracerProvider({ spanLimits }).getTracer('test').startSpan('s') as unknown as SDKSpan,
  ],
  [
    'SDK 2.x',
    (spanLimits) => {
      const { BasicTracerProvider } = require('@opentelemetry/sdk-trace-base');
      return new BasicTracerProvider({ spanLimits }).getTracer('test').startSpan('s');
    },
  ],
];

const CART = 'aws.xray.metadata.cart';
const cartOf = ({ attributes }: SDKSpan): unknown => JSON.parse(String(attributes[CART]));

describe.each(SDKS)('under the limits of %s', (_, start) => {
  it.each([
    ['is the last that there is room for, so that its name has none', 1, false],
    ['leaves room for its name', 2, true],
  ])('annotate says whether a value %s', (_about, room, expected) => {
    const span = start({ attributeCountLimit: 2 });
    for (let i = 0; i < 2 - room; i++) span.setAttribute(`other${i}`, i);
    expect(annotate(span, 'order.id', 'o-1')).toBe(expected);
    const names = span.attributes['aws.xray.annotations'];
    expect(Array.isArray(names) && names.includes('order.id')).toBe(expected);
  });

  it('annotate keeps the earlier value where the next is cut', () => {
    const span = start({ attributeValueLengthLimit: 10 });
    expect(annotate(span, 'id', 'short')).toBe(true);
    expect(annotate(span, 'id', 'longer than ten')).toBe(false);
    expect(annotate(span, 'count', 12)).toBe(true);
    expect(span.attributes).toEqual({ id: 'short', count: 12, 'aws.xray.annotations': ['id', 'count'] });
  });

  it('annotate keeps the earlier names where the next is cut', () => {
    const span = start({ attributeValueLengthLimit: 10 });
    expect(annotate(span, 'id', 'short')).toBe(true);
    expect(annotate(span, 'longer.than.ten', 1)).toBe(false);
    expect(span.attributes['aws.xray.annotations']).toEqual(['id']);
  });

  it('addMetadata keeps the earlier values where the next is cut', () => {
    const span = start({ attributeValueLengthLimit: 30 });
    expect(addMetadata(span, 'cart', 'items', 2)).toBe(true);
    expect(addMetadata(span, 'cart', 'note', 'x'.repeat(40))).toBe(false);
    expect(addMetadata(span, 'cart', 'items', 'x'.repeat(40))).toBe(false);
    expect(addMetadata(span, 'cart', 'total', 7)).toBe(true);
    expect(cartOf(span)).toEqual({ items: 2, total: 7 });
  });

  it('addMetadata accepts a value that fits after one that did not', () => {
    const span = start({ attributeValueLengthLimit: 20 });
    expect(addMetadata(span, 'cart', 'note', 'x'.repeat(40))).toBe(false);
    expect(addMetadata(span, 'cart', 'items', 2)).toBe(true);
    expect(cartOf(span)).toEqual({ items: 2 });
  });

  it('addMetadata leaves alone what was set by hand after a first value that was cut', () => {
    const span = start({ attributeValueLengthLimit: 20 });
    addMetadata(span, 'cart', 'note', 'x'.repeat(40));
    span.setAttribute(CART, 'by hand');
    expect(addMetadata(span, 'cart', 'items', 2)).toBe(false);
    expect(span.attributes[CART]).toBe('by hand');
  });

  it('addMetadata adds to what was set by hand in between', () => {
    const span = start({});
    addMetadata(span, 'cart', 'items', 2);
    span.setAttribute(CART, '{"by":"hand"}');
    addMetadata(span, 'cart', 'total', 7);
    expect(cartOf(span)).toEqual({ by: 'hand', total: 7 });
  });

  it('addMetadata says that there is no room for another namespace', () => {
    const span = start({ attributeCountLimit: 1 });
    expect(addMetadata(span, 'cart', 'items', 2)).toBe(true);
    expect(addMetadata(span, 'other', 'items', 2)).toBe(false);
    expect(addMetadata(span, 'cart', 'total', 7)).toBe(true);
    expect(span.attributes).toEqual({ [CART]: '{"items":2,"total":7}' });
  });

  it('a span holds what was said to arrive, and nothing else: 500 sequences, seed 14', () => {
    const value = fc.oneof(fc.integer(), fc.boolean(), fc.string({ maxLength: 40 }));
    const call = fc.record({ isMetadata: fc.boolean(), key: fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), value });
    const limits = fc.record({
      attributeCountLimit: fc.integer({ min: 1, max: 6 }),
      attributeValueLengthLimit: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(limits, fc.array(call, { maxLength: 25 }), (given, calls) => {
        const span = start(given);
        const annotations = new Map<string, unknown>();
        const metadata = new Map<string, unknown>();
        for (const { isMetadata, key, value } of calls) {
          if (isMetadata ? addMetadata(span, 'cart', key, value) : annotate(span, `n.${key}`, value))
            (isMetadata ? metadata : annotations).set(key, value);
        }
        const names = span.attributes['aws.xray.annotations'] ?? [];
        expect(new Set(names as string[])).toEqual(new Set([...annotations.keys()].map((key) => `n.${key}`)));
        for (const [key, expected] of annotations) expect(span.attributes[`n.${key}`]).toBe(expected);
        if (metadata.size > 0) expect(new Map(Object.entries(cartOf(span) as object))).toEqual(metadata);
      }),
      { numRuns: 500, seed: 14 },
    );
  });
});

describe('the cost of addMetadata', () => {
  const span = (): { span: AnnotatableSpan; attributes: Record<string, unknown> } => {
    const attributes: Record<string, unknown> = {};
    const setAttribute = (name: string, value: unknown): void => {
      attributes[name] = value;
    };
    const target = { setAttribute, attributes };
    return { attributes, span: target };
  };
  const nanosOf = (calls: number, keyOf: (i: number) => string): number => {
    const { span: target } = span();
    for (let i = 0; i < 100; i++) addMetadata(target, 'cart', `k${i}`, { sku: 'a' });
    const start = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) addMetadata(target, 'cart', keyOf(i), { sku: `SKU-${i}`, quantity: 1 });
    return Number(process.hrtime.bigint() - start) / calls;
  };
  const bestOf = (measure: () => number): number => Math.min(...Array.from({ length: 5 }, measure));

  it.each([
    ['new keys', (i: number) => `new${i}`],
    ['keys that are replaced', (i: number) => `k${i % 100}`],
  ])('does not grow with the number of calls: %s, compared with itself', (_, keyOf) => {
    bestOf(() => nanosOf(200, keyOf));
    expect(bestOf(() => nanosOf(4_000, keyOf)) / bestOf(() => nanosOf(200, keyOf))).toBeLessThan(5);
  });

  it('keeps the text at most twice as long as its members', () => {
    const { span: target, attributes } = span();
    for (let i = 0; i < 5_000; i++) addMetadata(target, 'cart', `k${i % 50}`, i);
    const text = String(attributes[CART]);
    expect(text.length).toBeLessThan(2 * JSON.stringify(JSON.parse(text)).length);
    expect(Object.keys(JSON.parse(text))).toHaveLength(50);
  });
});
