import { makeSpan, PARENT_SPAN_ID, SPAN_ID, TRACE_ID } from '@otel-xray/test-kit';
import { describe, expect, it, vi } from 'vitest';
import { createTranslator } from '../test/checked-translator.ts';

const KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** The documents of a span: segment, subsegment, or the service segment with its call inside. */
function shapeOf(kind: number, parent: 'none' | 'local' | 'remote' | 'unknown'): string {
  const unknown = { traceId: TRACE_ID, spanId: PARENT_SPAN_ID, traceFlags: 1 };
  const span = makeSpan({ kind, parent: parent === 'unknown' ? unknown : parent, resource: { 'service.name': 'svc' } });
  const { documents } = createTranslator().translate([span]);
  expect(documents).toHaveLength(1);
  const [{ type, id, parent_id, subsegments } = { id: '' }] = documents;
  expect(parent_id).toBe(parent === 'none' ? undefined : PARENT_SPAN_ID);
  if (type === 'subsegment') return 'subsegment';
  return id === SPAN_ID ? 'segment' : `service above ${subsegments?.map((each) => each.id === SPAN_ID && 'call')}`;
}

describe('segment or subsegment', () => {
  it.each([
    // kind, and with no parent, a local one, a remote one, one of which nobody says where it is
    [0, 'segment', 'subsegment', 'segment', 'subsegment'],
    [1, 'segment', 'subsegment', 'segment', 'segment'],
    [2, 'service above call', 'subsegment', 'service above call', 'subsegment'],
    [3, 'service above call', 'subsegment', 'service above call', 'subsegment'],
    [4, 'segment', 'subsegment', 'segment', 'segment'],
  ])('kind %d', (kind, none, local, remote, unknown) => {
    const shapes = (['none', 'local', 'remote', 'unknown'] as const).map((parent) => shapeOf(kind, parent));
    expect(shapes, KINDS[kind]).toEqual([none, local, remote, unknown]);
  });

  it('gives a split root the same ids each time', () => {
    const translate = () =>
      createTranslator()
        .translate([makeSpan({ kind: 2 })])
        .documents.map(({ id }) => id);
    expect(translate()).toEqual(translate());
  });

  it('gives a split root two documents where nothing is nested, the call first', () => {
    const { documents, report } = createTranslator({ nest: false }).translate([makeSpan({ kind: 2 })]);
    expect(documents.map(({ id, type }) => [id === SPAN_ID, type])).toEqual([
      [true, 'subsegment'],
      [false, undefined],
    ]);
    expect(documents[0]?.parent_id).toBe(documents[1]?.id);
    expect(report).toMatchObject({ spans: 1, documents: 2, dropped: {} });
  });

  it('leaves out a parent that the propagator made up', () => {
    const traceState = { get: (key: string) => (key === 'xrayroot' ? '1' : undefined), serialize: () => 'xrayroot=1' };
    const parent = { traceId: TRACE_ID, spanId: TRACE_ID.slice(16), traceFlags: 1, isRemote: true, traceState };
    const { documents } = createTranslator().translate([makeSpan({ kind: 1, parent })]);
    expect(documents[0]).not.toHaveProperty('parent_id');
  });

  it('ends a span that ended before it started where it started, and says so', () => {
    const { documents, report } = createTranslator().translate([makeSpan({ endTime: [1_600_000_000, 0] })]);
    expect(documents[0]?.end_time).toBe(documents[0]?.start_time);
    expect(report.warnings).toEqual(['a span ended before it started; its end became its start']);
  });
});

describe('an exception', () => {
  const failed = (fields: object) => ({
    ...makeSpan({
      status: { code: 2 },
      events: [{ name: 'exception', time: [1_700_000_000, 0], attributes: { 'exception.message': 'boom' } }],
      ...fields,
    }),
    resource,
  });
  const resource = { attributes: {} };

  it('keeps no sibling and no child out of the document', () => {
    const spans = [
      failed({ kind: 1 }),
      failed({ spanId: '1111111111111111', parent: SPAN_ID }),
      failed({ spanId: '2222222222222222', parent: SPAN_ID }),
      failed({ spanId: '3333333333333333', parent: '1111111111111111' }),
    ];
    const [document] = createTranslator().translate(spans).documents;
    expect(document?.subsegments?.map(({ id, subsegments }) => [id, subsegments?.length])).toEqual([
      ['1111111111111111', 1],
      ['2222222222222222', undefined],
    ]);
  });
});

describe('in AWS Lambda', () => {
  const resource = { 'cloud.platform': 'aws_lambda', 'faas.name': 'resize' };
  const header = (parent: string): string => `Root=1-6553f100-bafcc0c31a2b8bc840dd52a5;Parent=${parent};Sampled=1`;
  const typeWith = (env: string | undefined, options?: object): string | undefined => {
    const before = process.env._X_AMZN_TRACE_ID;
    if (env === undefined) delete process.env._X_AMZN_TRACE_ID;
    else process.env._X_AMZN_TRACE_ID = env;
    try {
      return createTranslator(options).translate([makeSpan({ kind: 1, parent: 'remote', resource })]).documents[0]
        ?.type;
    } finally {
      if (before === undefined) delete process.env._X_AMZN_TRACE_ID;
      else process.env._X_AMZN_TRACE_ID = before;
    }
  };

  it('a call is not split where it hangs below the segment of the function', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', header(PARENT_SPAN_ID));
    try {
      const { documents } = createTranslator().translate([makeSpan({ kind: 2, parent: 'remote', resource })]);
      expect(documents.map(({ id, type }) => [id, type])).toEqual([[SPAN_ID, 'subsegment']]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it.each([
    ['is a subsegment below the segment of the function', header(PARENT_SPAN_ID), undefined, 'subsegment'],
    ['is a segment below any other parent', header('ffffffffffffffff'), undefined, undefined],
    ['is a segment without a header', undefined, undefined, undefined],
    ['is a segment with the option', header(PARENT_SPAN_ID), { lambda: 'segment' }, undefined],
  ])('the root of an invocation %s', (_what, env, options, type) => {
    expect(typeWith(env, options)).toBe(type);
  });
});
