import { makeSpan } from '@otel-xray/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../test/checked-translator.ts';
import type { SpanLike } from './ground/readable-span.ts';
import { NAMES } from './read/semconv.ts';
import { translateToBytes } from './translator.ts';

const throwing = (name: string): object =>
  Object.defineProperty({}, name, {
    get: () => {
      throw new Error('no');
    },
    enumerable: true,
  });

describe('translate', () => {
  it.each([
    ['NaN', { value: Number.NaN }, { value: 'NaN' }],
    ['infinity', { value: [Number.NEGATIVE_INFINITY] }, { value: ['-Infinity'] }],
    ['a big integer', { value: 2n ** 70n }, { value: '1180591620717411303424' }],
    ['a small one', { value: 7n }, { value: 7 }],
    ['bytes', { value: new Uint8Array([1, 2, 3, 255]) }, { value: 'AQID/w==' }],
    ['a date', { value: new Date(0) }, { value: '1970-01-01T00:00:00.000Z' }],
    ['a function', { value: Math.max }, { value: 'function max() { [native code] }' }],
    ['a key of Object', JSON.parse('{"__proto__":1,"constructor":2}'), JSON.parse('{"__proto__":1,"constructor":2}')],
    ['nothing', { value: null, other: undefined }, {}],
    ['a member that throws', { value: throwing('a') }, { value: { a: '[Unreadable]' } }],
    ['half a surrogate pair', { 'a\ud800': '\udc00' }, { 'a\ufffd': '\ufffd' }],
  ])('keeps %s in the metadata', (_what, attributes, kept) => {
    const { documents } = createTranslator().translate([
      makeSpan({ attributes: attributes as Record<string, unknown> }),
    ]);
    const members = documents[0]?.metadata?.['default'] as Record<string, unknown>;
    const own = Object.fromEntries(Object.entries(members).filter(([key]) => !key.startsWith('otel.')));
    expect(own).toEqual(kept);
  });

  it('writes a circle as one', () => {
    const circle: Record<string, unknown> = { a: 1 };
    circle['self'] = circle;
    const { documents } = createTranslator().translate([makeSpan({ attributes: { circle } })]);
    expect(documents[0]?.metadata?.['default']).toMatchObject({ circle: { a: 1, self: '[Circular]' } });
  });

  it.each([
    [
      'throws for its context',
      {
        spanContext: () => {
          throw new Error('no');
        },
      },
      { unreadable: 1 },
    ],
    ['throws for its attributes', throwing('attributes'), { unreadable: 1 }],
    [
      'has a trace id of zeros',
      { spanContext: () => ({ traceId: '0'.repeat(32), spanId: '1'.repeat(16) }) },
      { invalidTraceId: 1 },
    ],
    ['has no span id', { spanContext: () => ({ traceId: '1'.repeat(32) }) }, { invalidSpanId: 1 }],
  ])('drops and counts a span that %s, and nothing else', (_what, bad, dropped) => {
    const base = makeSpan({ spanId: '2222222222222222' });
    const broken = Object.defineProperties({ ...base }, Object.getOwnPropertyDescriptors(bad)) as SpanLike;
    const { documents, report } = createTranslator().translate([
      makeSpan(),
      broken,
      makeSpan({ spanId: '3333333333333333' }),
    ]);
    expect(documents.map(({ id }) => id)).toEqual(['0102030405060708', '3333333333333333']);
    expect(report.dropped).toEqual(dropped);
  });

  it('loses neither parent nor children of a span that fails in a tree', () => {
    const root = makeSpan({ kind: 1 });
    const bad = Object.defineProperty(
      makeSpan({ spanId: '1111111111111111', parent: '0102030405060708' }),
      'attributes',
      {
        get() {
          throw new Error('no');
        },
      },
    );
    const leaf = makeSpan({ spanId: '2222222222222222', parent: '1111111111111111' });
    const resource = { attributes: {} };
    const { documents, report } = createTranslator().translate(
      [leaf, bad, root].map((span) => Object.defineProperty(span, 'resource', { value: resource })),
    );
    expect(documents.map(({ id, parent_id }) => [id, parent_id]).sort()).toEqual([
      ['0102030405060708', undefined],
      ['2222222222222222', '1111111111111111'],
    ]);
    expect(report.dropped).toEqual({ unreadable: 1 });
  });

  it('gives bytes that are the documents, and says how many spans stand in each', () => {
    const resource = { attributes: {} };
    const spans = [
      makeSpan({ kind: 1 }),
      makeSpan({ spanId: '1111111111111111', parent: '0102030405060708' }),
      makeSpan({ spanId: '2222222222222222', kind: 2 }),
    ].map((span) => ({ ...span, resource }));
    const translator = createTranslator();
    const counts: number[] = [];
    const parsed: unknown[] = [];
    translator.translateToBytes(spans, (buffer, from, to, count) => {
      counts.push(count);
      parsed.push(JSON.parse(new TextDecoder().decode(buffer.subarray(from, to))));
    });
    expect(counts).toEqual([2, 1]);
    expect(parsed).toEqual(translator.translate(spans).documents);
  });

  it('gives the same bytes without a translator of one’s own', () => {
    const spans = [makeSpan({ kind: 1 })];
    const texts: string[] = [];
    const keep = (buffer: Uint8Array, from: number, to: number): void => {
      texts.push(new TextDecoder().decode(buffer.subarray(from, to)));
    };
    expect(translateToBytes(spans, keep)).toEqual(createTranslator().translateToBytes(spans, keep));
    expect(texts[0]).toBe(texts[1]);
  });

  it('calls redact before anything else', () => {
    const redact = (key: string, value: unknown): unknown =>
      key === 'secret' ? undefined : key === 'url.full' ? '***' : value;
    const attributes = { secret: 's', 'url.full': 'http://h/?token=t', 'http.request.method': 'GET' };
    const { documents } = createTranslator({ redact }).translate([makeSpan({ kind: 2, parent: 'local', attributes })]);
    expect(documents[0]?.http).toEqual({ request: { method: 'GET', url: '***' } });
    expect(JSON.stringify(documents)).not.toContain('token');
  });

  it('lets redact see events, links and resource, and hides what it throws for', () => {
    const redact = (key: string, value: unknown): unknown => {
      if (key === 'bad') throw new Error('no');
      return typeof value === 'string' ? value.replace('secret', '***') : value;
    };
    const attributes = { a: 'secret', bad: 'secret' };
    const time = [1_700_000_000, 0] as const;
    const span = makeSpan({
      kind: 1,
      attributes,
      resource: attributes,
      events: [
        { name: 'exception', time, attributes: { 'exception.message': 'secret' } },
        { name: 'other', time, attributes },
      ],
      links: [{ context: { traceId: '1'.repeat(32), spanId: '1'.repeat(16) }, attributes }],
    });
    const { documents, report } = createTranslator({ redact }).translate([span]);
    expect(JSON.stringify(documents)).not.toContain('secret');
    expect(documents[0]).toMatchObject({
      cause: { exceptions: [{ message: '***' }] },
      links: [{ attributes: { a: '***' } }],
      metadata: { default: { a: '***', 'otel.resource.a': '***' }, otel: { events: [{ attributes: { a: '***' } }] } },
    });
    expect(report.warnings).toEqual(['redact threw for bad, which is left out']);
  });

  it.each([
    ['links', { links: [throwing('context')] }, ['links was left out: no']],
    [
      'events',
      { events: [throwing('name')] },
      ['cause was left out: no', 'metadata.gen_ai was left out: no', 'metadata.otel.events was left out: no'],
    ],
    ['status', { status: throwing('message') }, []],
  ])('drops no span for its bad %s', (_what, bad, warnings) => {
    const span = Object.defineProperties(
      { ...makeSpan({ kind: 1, attributes: { kept: 1 } }) },
      Object.getOwnPropertyDescriptors(bad),
    );
    const { documents, report } = createTranslator().translate([span as SpanLike]);
    expect(documents[0]?.metadata?.['default']).toMatchObject({ kept: 1 });
    expect([report.dropped, report.warnings]).toEqual([{}, warnings]);
  });

  it('keeps the name that it chose where segmentName throws', () => {
    const segmentName = (): string => {
      throw new Error('no');
    };
    const { documents, report } = createTranslator({ segmentName }).translate([
      makeSpan({ kind: 1, resource: { 'service.name': 'svc' } }),
    ]);
    expect([documents[0]?.name, report.warnings]).toEqual(['svc', ['segmentName threw: no']]);
  });
});

describe('any span-shaped object', () => {
  const MORE = [
    'aws.xray.metadata.ns',
    'aws.xray.metadata.default',
    'aws.xray.metadata.events',
    'aws.xray.field.note',
    'aws.xray.exception.id',
    'aws.xray.exception.truncated',
    'otel.span.kind',
    'otel.resource.a',
    'toString',
  ];
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withNullPrototype: true,
    withTypedArray: true,
    stringUnit: 'binary',
  });
  const attributes = fc.dictionary(
    fc.oneof(fc.constantFrom(...NAMES, ...MORE), fc.string({ unit: 'binary' })),
    anything,
  );
  const id = (length: number) =>
    fc.oneof({ weight: 4, arbitrary: fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)) }, anything);
  const shape = fc.record(
    {
      name: fc.oneof(fc.string(), anything),
      kind: fc.oneof(fc.integer({ min: 0, max: 4 }), anything),
      traceId: id(32),
      spanId: id(16),
      parentSpanContext: fc.oneof(
        fc.record({ spanId: id(16), isRemote: fc.boolean() }, { requiredKeys: [] }),
        anything,
      ),
      startTime: fc.oneof(fc.tuple(fc.integer({ min: 0, max: 2 ** 32 }), fc.nat(999_999_999)), anything),
      endTime: fc.oneof(fc.tuple(fc.integer({ min: 0, max: 2 ** 32 }), fc.nat(999_999_999)), anything),
      status: fc.oneof(fc.record({ code: fc.constantFrom(0, 1, 2) }), anything),
      attributes: fc.oneof({ weight: 5, arbitrary: attributes }, anything),
      events: fc.oneof(
        fc.array(
          fc.record({ name: fc.constantFrom('exception', 'gen_ai.choice', 'other'), attributes }, { requiredKeys: [] }),
        ),
        anything,
      ),
      links: fc.oneof(
        fc.array(fc.record({ context: fc.record({ traceId: id(32), spanId: id(16) }), attributes })),
        anything,
      ),
      resource: fc.oneof(fc.record({ attributes }), anything),
      instrumentationScope: anything,
    },
    { requiredKeys: ['traceId', 'spanId'] },
  );
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
  const millis = Number(process.env.FUZZ_MILLIS ?? 4_000);

  it(`gives valid documents and a true count (seed ${seed}, ${millis} ms)`, { timeout: millis + 30_000 }, () => {
    const translators = [
      { translator: createTranslator(), limit: 64_000 },
      {
        translator: createTranslator({ nest: false, indexAllAttributes: true, maxDocumentBytes: 4_096 }),
        limit: 4_096,
      },
    ];
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 6 }), (shapes) => {
        const spans = shapes.map(
          ({ traceId, spanId, ...rest }) =>
            ({ ...rest, spanContext: () => ({ traceId, spanId }) }) as unknown as SpanLike,
        );
        for (const { translator, limit } of translators) {
          let counted = 0;
          let largest = 0;
          const report = translator.translateToBytes(spans, (_buffer, from, to, count) => {
            counted += count;
            largest = Math.max(largest, to - from);
          });
          expect(largest).toBeLessThanOrEqual(limit);
          expect(counted + Object.values(report.dropped).reduce((sum, count) => sum + count, 0)).toBe(spans.length);
        }
      }),
      { seed, interruptAfterTimeLimit: millis, numRuns: 1_000_000 },
    );
  });
});
