import type { EntityFields } from '@otel-xray/format';
import { makeSpan } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';
import { MAX_NESTING } from './nest.ts';

const id = (n: number): string => n.toString(16).padStart(16, '0');
const resource = { attributes: { 'service.name': 'svc' } };
const span = (n: number, parent: number | undefined, kind = 0) => ({
  ...makeSpan({ name: `s${n}`, spanId: id(n), kind, ...(parent !== undefined && { parent: id(parent) }) }),
  resource,
});

const depthOf = (entity: EntityFields): number => 1 + Math.max(0, ...(entity.subsegments ?? []).map(depthOf));

describe('nesting', () => {
  it('puts what a chain of 10,000 spans is too deep for into further documents', () => {
    const spans = Array.from({ length: 10_000 }, (_, n) => span(n + 1, n === 0 ? undefined : n));
    const { documents, report } = createTranslator().translate(spans);
    expect(report).toMatchObject({ spans: 10_000, dropped: {}, split: 0 });
    expect(report.documents + report.embedded).toBe(10_000);
    expect(Math.max(...documents.map(depthOf))).toBe(MAX_NESTING);
    expect(documents.filter(({ type }) => type === undefined)).toHaveLength(1);
  });

  it('splits 100,000 children of one span into documents that fit', { timeout: 60_000 }, () => {
    const spans = [span(1, undefined, 1), ...Array.from({ length: 100_000 }, (_, n) => span(n + 2, 1))];
    let spansSeen = 0;
    let largest = 0;
    const report = createTranslator().translateToBytes(spans, (_buffer, from, to, count) => {
      largest = Math.max(largest, to - from);
      spansSeen += count;
    });
    expect(largest).toBeLessThanOrEqual(64_000);
    expect(spansSeen).toBe(100_001);
    expect(report.dropped).toEqual({});
  });

  it.each([
    ['a span that is its own parent', [span(1, 1)]],
    ['two that are each other’s', [span(1, 2), span(2, 1)]],
    ['a cycle below a root', [span(1, undefined), span(2, 4), span(3, 2), span(4, 3)]],
  ])('cuts %s', (_what, spans) => {
    const { documents, report } = createTranslator().translate(spans);
    const ids: string[] = [];
    const collect = (entity: EntityFields): void => {
      ids.push(entity.id);
      entity.subsegments?.forEach(collect);
    };
    documents.forEach(collect);
    expect(ids.sort()).toEqual(spans.map((each) => each.spanContext().spanId).sort());
    expect(report.dropped).toEqual({});
  });

  it('counts a span that is handed over twice once', () => {
    const { documents, report } = createTranslator().translate([span(1, undefined), span(1, undefined)]);
    expect(documents).toHaveLength(1);
    expect(report.dropped).toEqual({ duplicate: 1 });
  });

  it('keeps traces apart whose spans have the same ids', () => {
    const other = 'f'.repeat(32);
    const twin = { ...makeSpan({ traceId: other, spanId: id(1) }), resource };
    const child = { ...makeSpan({ traceId: other, spanId: id(2), parent: id(1) }), resource };
    const { documents } = createTranslator().translate([span(1, undefined), twin, child]);
    expect(documents.map(({ trace_id, subsegments }) => [trace_id.slice(2, 10), subsegments?.length])).toEqual([
      ['6553f100', undefined],
      ['ffffffff', 1],
    ]);
  });

  it('does not embed a span of another process', () => {
    const child = makeSpan({ spanId: id(2), parent: id(1), resource: { 'service.name': 'other' } });
    expect(createTranslator().translate([span(1, undefined), child]).documents).toHaveLength(2);
  });

  it('gives the same documents as without nesting, up to what only segments have', () => {
    const spans = [span(3, 2), span(2, 1, 2), span(4, 1), span(1, undefined, 1)];
    const flat: object[] = [];
    const unnest = ({ subsegments, ...own }: EntityFields, parent: EntityFields | undefined, traceId: string): void => {
      flat.push(parent === undefined ? own : { ...own, trace_id: traceId, parent_id: parent.id, type: 'subsegment' });
      for (const child of subsegments ?? []) unnest(child, own, traceId);
    };
    for (const document of createTranslator().translate(spans).documents)
      unnest(document, undefined, document.trace_id);
    const { documents } = createTranslator({ nest: false }).translate(spans);
    const comparable = documents.map(({ service, origin, ...rest }) =>
      rest.type === undefined ? { ...rest, service } : rest,
    );
    const byId = (one: object, other: object): number =>
      (one as EntityFields).id < (other as EntityFields).id ? -1 : 1;
    expect(flat.sort(byId)).toEqual(comparable.sort(byId));
  });
});
