import { OWN_ENTITY } from '@otel-xray/format';
import { makeSpan, type SpanFields } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from './translator.ts';

/** A span with the JSON text of its entity; an embedded one leaves out the trace id. */
const carrying = (members: object, fields: SpanFields = {}) => ({
  ...makeSpan(fields),
  [OWN_ENTITY]: {
    toEntityJson: (isEmbedded: boolean) =>
      JSON.stringify({ ...members, ...(isEmbedded ? {} : { trace_id: 'as given' }) }),
  },
});

const translate = (...spans: object[]) => createTranslator().translate(spans as never);

describe('a span that carries its own entity', () => {
  const parent = { traceId: makeSpan().spanContext().traceId, spanId: 'aaaaaaaaaaaaaaaa' };
  const root: SpanFields = { name: 'root', spanId: parent.spanId, kind: 1 };
  const child: SpanFields = { name: 'child', parent };

  it('is written unchanged, whatever its kind and attributes', () => {
    const span = carrying({ name: 'shöp', id: 'x' }, { kind: 2, attributes: { 'url.full': 'http://x/' } });
    expect(translate(span).documents).toEqual([{ name: 'shöp', id: 'x', trace_id: 'as given' }]);
  });

  it('holds the spans below it', () => {
    const { documents, report } = translate(carrying({ name: 'own' }, root), makeSpan(child));
    expect(documents).toMatchObject([{ name: 'own', trace_id: 'as given', subsegments: [{ name: 'child' }] }]);
    expect(report.embedded).toBe(1);
  });

  it('is embedded in the span above it', () => {
    const { documents } = translate(makeSpan(root), carrying({ name: 'own' }, child));
    expect(documents[0]?.subsegments).toEqual([{ name: 'own' }]);
  });

  it('costs only itself when it throws', () => {
    const broken = { ...carrying({}, root), [OWN_ENTITY]: { toEntityJson: () => JSON.parse('') } };
    const { documents, report } = translate(broken, makeSpan(child));
    expect(documents).toHaveLength(1);
    expect(report.dropped).toEqual({ unreadable: 1 });
  });

  it('may be empty', () => {
    const empty = { ...makeSpan(), [OWN_ENTITY]: { toEntityJson: () => '{}' } };
    expect(translate(empty).documents).toEqual([{}]);
  });
});
