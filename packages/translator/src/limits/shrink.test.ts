import type { EntityFields, SegmentDocument } from '@otel-xray/format';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newReport } from '../ground/report.ts';
import { shrinkDocument } from './shrink.ts';

const bytesOf = (document: unknown): number => new TextEncoder().encode(JSON.stringify(document)).length;

function entity(id: number, more: Partial<EntityFields> = {}): EntityFields {
  return { id: id.toString(16).padStart(16, '0'), name: 'op', start_time: 1, end_time: 2, fault: true, ...more };
}

function segment(more: Partial<SegmentDocument>): SegmentDocument {
  return { ...entity(1), trace_id: '1-6553f100-bafcc0c31a2b8bc840dd52a5', ...more };
}

const idsOf = (document: EntityFields): string[] => [document.id, ...(document.subsegments ?? []).flatMap(idsOf)];

describe('shrinkDocument', () => {
  it('leaves a document that fits as it is', () => {
    const document = segment({ metadata: { default: { a: 1 } } });
    expect(shrinkDocument(structuredClone(document), 1_000, newReport())).toEqual([document]);
  });

  it('removes the largest subtree, and says so', () => {
    const small = entity(2);
    const large = entity(3, { metadata: { default: { text: 'x'.repeat(3_900) } } });
    const report = newReport();
    expect(shrinkDocument(segment({ subsegments: [small, large] }), 4_000, report)).toEqual([
      segment({ subsegments: [small], metadata: { exporter: { split: 1 } } }),
      { ...large, trace_id: '1-6553f100-bafcc0c31a2b8bc840dd52a5', parent_id: entity(1).id, type: 'subsegment' },
    ]);
    expect(report.split).toBe(1);
  });

  it.each([
    ['metadata texts', { metadata: { default: { long: 'x'.repeat(9_000), short: 'y' } } }, 'long'],
    ['the query', { sql: { sanitized_query: 'q'.repeat(20_000) } }, 'sql.sanitized_query'],
    ['the URL', { http: { request: { url: `http://h/${'u'.repeat(20_000)}` } } }, 'http.request.url'],
    [
      'events',
      { metadata: { otel: { events: Array.from({ length: 500 }, (_, n) => ({ name: `e${n}`, time: n })) } } },
      'metadata.otel.events',
    ],
    ['prompts', { metadata: { gen_ai: { 'input.messages': 'p'.repeat(9_000) } } }, 'gen_ai.input.messages'],
    [
      'frames',
      {
        cause: {
          exceptions: [
            { id: 'a', stack: Array.from({ length: 200 }, (_, n) => ({ path: '/srv/a.js', line: n, label: 'f' })) },
          ],
        },
      },
      'cause.exceptions.stack',
    ],
    [
      'annotations',
      { annotations: Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`k${n}`, 'v'.repeat(100)])) },
      'annotations.k89',
    ],
  ])('cuts %s and names them', (_what, more, path) => {
    const report = newReport();
    const [document, ...others] = shrinkDocument(segment(more), 6_000, report);
    expect(others).toEqual([]);
    expect(bytesOf(document)).toBeLessThanOrEqual(6_000);
    expect(report.truncated).toContain(path);
    expect(document?.metadata?.['exporter']).toMatchObject({ truncated: expect.arrayContaining([path]) });
    expect(document).toMatchObject(entity(1));
  });

  it('marks a document with 512 bytes at most, however much was cut', () => {
    const keys = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`a.long.name.of.an.attribute.${n}`, 'x'.repeat(40)]),
    );
    const report = newReport();
    const [document] = shrinkDocument(segment({ metadata: { default: keys } }), 4_096, report);
    const mark = document?.metadata?.['exporter'] as { truncated: string[] };
    expect(bytesOf({ exporter: mark })).toBeLessThanOrEqual(512);
    expect(mark.truncated.length).toBeGreaterThan(5);
    expect(report.truncated.length).toBeGreaterThan(200);
  });

  it('removes whole members where no string is long: down to status, operation and the first exception', () => {
    const tables = Array.from({ length: 400 }, (_, n) => `table-${n}`);
    const exceptions = [1, 2].map((n) => ({
      id: `${n}`.padStart(16, '0'),
      type: 'E',
      message: `m${n}`,
      stack: [{ path: 'p', line: n, label: 'l' }],
    }));
    const document = segment({
      http: { request: { method: 'GET' }, response: { status: 503, content_length: 1 } },
      aws: { operation: 'BatchGetItem', table_names: tables },
      cause: { exceptions, paths: tables },
      precursor_ids: tables,
    });
    const [cut] = shrinkDocument(document, 4_096, newReport());
    expect(cut).toMatchObject({
      ...entity(1),
      aws: { operation: 'BatchGetItem' },
      cause: { exceptions: [{ type: 'E', message: 'm1' }] },
      http: { response: { status: 503 } },
    });
  });

  it('cuts between characters', () => {
    const report = newReport();
    const [document] = shrinkDocument(segment({ metadata: { default: { long: '💳'.repeat(4_000) } } }), 6_000, report);
    expect(JSON.stringify(document)).toBe(JSON.stringify(document).toWellFormed());
  });

  it('never gives a document over the limit, and loses no entity', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 4_000 });
    const fields = fc.record({
      // Where it hangs: below one of those before it.
      above: fc.nat(),
      metadata: fc.record({ default: fc.dictionary(fc.string(), texts, { maxKeys: 5 }), gen_ai: texts }),
      annotations: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), texts, { maxKeys: 5 }),
    });
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 12 }), fc.integer({ min: 4_096, max: 20_000 }), (list, limit) => {
        const document = segment({});
        const entities: EntityFields[] = [document];
        for (const [at, { above, ...more }] of list.entries()) {
          const parent = entities[above % entities.length] as EntityFields;
          const next = entity(at + 2, more);
          parent.subsegments = [...(parent.subsegments ?? []), next];
          entities.push(next);
        }
        const before = idsOf(document).sort();
        const parts = shrinkDocument(document, limit, newReport());
        for (const part of parts) expect(bytesOf(part)).toBeLessThanOrEqual(limit);
        expect(parts.flatMap(idsOf).sort()).toEqual(before);
      }),
      { interruptAfterTimeLimit: 5_000, numRuns: 200 },
    );
  });
});
