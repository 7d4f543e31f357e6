import { TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { type AnnotatableSpan, addMetadata, annotate } from './annotate.ts';

type Attributes = Record<string, unknown>;

function sdkSpan(): AnnotatableSpan & { attributes: Attributes } {
  const span = new TracerProvider().getTracer('test').startSpan('GET /x');
  return span as unknown as AnnotatableSpan & { attributes: Attributes };
}

/** As the API promises a span: nothing of it can be read. */
function writeOnlySpan(): { span: AnnotatableSpan; read(): Attributes } {
  const attributes: Attributes = {};
  const setAttribute = (key: string, value: unknown): void => {
    attributes[key] = value;
  };
  return { span: { setAttribute }, read: () => attributes };
}

const kinds: [string, () => { span: AnnotatableSpan; read(): Attributes }][] = [
  [
    'a span of the SDK',
    () => {
      const span = sdkSpan();
      return { span, read: () => span.attributes };
    },
  ],
  ['a write-only span', writeOnlySpan],
];

describe.each(kinds)('on %s', (_, create) => {
  it('annotates with text, number and boolean and keeps the names', () => {
    const { span, read } = create();
    expect(annotate(span, 'order.id', 'A-1')).toBe(true);
    expect(annotate(span, 'items', 3)).toBe(true);
    expect(annotate(span, 'gift', false)).toBe(true);
    expect(annotate(span, 'items', 4)).toBe(true);
    expect(read()).toEqual({
      'order.id': 'A-1',
      items: 4,
      gift: false,
      'aws.xray.annotations': ['order.id', 'items', 'gift'],
    });
  });

  it('merges metadata by namespace', () => {
    const { span, read } = create();
    expect(addMetadata(span, 'cart', 'items', [{ sku: 'A-1' }])).toBe(true);
    expect(addMetadata(span, 'cart', '__proto__', null)).toBe(true);
    expect(addMetadata(span, 'default', 'note', 'x')).toBe(true);
    expect(addMetadata(span, 'cart', 'items', 2)).toBe(true);
    expect(read()).toEqual({
      'aws.xray.metadata.cart': '{"items":2,"__proto__":null}',
      'aws.xray.metadata.default': '{"note":"x"}',
    });
  });

  const circular: unknown[] = [];
  circular.push(circular);
  it.each([undefined, null, Number.NaN, Number.POSITIVE_INFINITY, 1n, ['a'], {}])(
    'refuses the annotation %s',
    (value) => {
      const { span, read } = create();
      expect(annotate(span, 'key', value as string)).toBe(false);
      expect(read()).toEqual({});
    },
  );
  it.each([undefined, () => 1, Symbol('s'), 1n, circular])('refuses the metadata %s', (value) => {
    const { span, read } = create();
    expect(addMetadata(span, 'cart', 'key', value)).toBe(false);
    expect(read()).toEqual({});
  });
  it('refuses empty names', () => {
    const { span, read } = create();
    expect([annotate(span, '', 'x'), addMetadata(span, '', 'key', 1), addMetadata(span, 'cart', '', 1)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(read()).toEqual({});
  });
});

it('adds to names that were set by hand', () => {
  const span = sdkSpan();
  span.setAttribute('aws.xray.annotations', ['by.hand']);
  annotate(span, 'order.id', 'A-1');
  expect(span.attributes).toEqual({ 'order.id': 'A-1', 'aws.xray.annotations': ['by.hand', 'order.id'] });
});

it.each(['text', '[]', 'null', 5])('leaves metadata %j that was set by hand', (value) => {
  const span = sdkSpan();
  span.setAttribute('aws.xray.metadata.cart', value);
  expect(addMetadata(span, 'cart', 'items', 2)).toBe(false);
  expect(span.attributes).toEqual({ 'aws.xray.metadata.cart': value });
});

it('does nothing without a span, with one that does not record, and with one that throws', () => {
  const span = {
    isRecording: () => false,
    setAttribute: () => {
      throw new Error('set');
    },
  };
  expect(annotate(undefined, 'key', 1)).toBe(false);
  expect(annotate(span, 'key', 1)).toBe(false);
  expect(annotate({ setAttribute: span.setAttribute }, 'key', 1)).toBe(false);
  expect(addMetadata(undefined, 'cart', 'key', 1)).toBe(false);
  expect(addMetadata({ setAttribute: span.setAttribute }, 'cart', 'key', 1)).toBe(false);
});
