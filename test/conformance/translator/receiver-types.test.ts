import { readFileSync } from 'node:fs';
import { receiverProblems } from '@otel-xray/test-kit';
import { createTranslator, type SpanLike } from '@otel-xray/translator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NAMES } from '../../../packages/translator/src/read/semconv.ts';
import { answerGolden, goldenAnswerPath, goldenCases } from '../golden.ts';
import { recordedRequests } from './recorded.ts';
import { spansOf } from './spans-of-vector.ts';
import { isForJs, optionsOf, readVectors } from './vectors.ts';

// The collector and the CloudWatch agent, which replace the daemon, refuse a whole document when one member has another type.

function problemsOf(spans: readonly SpanLike[], options = {}): string[] {
  return createTranslator({ ...options, profile: 'enhanced' })
    .translate(spans)
    .documents.flatMap(receiverProblems);
}

describe('the types that the receiver demands', () => {
  it.each([
    ['a namespace that is a list', { metadata: { otel: [] } }],
    ['a URL without database', { sql: { url: 'SELECT shop' } }],
    ['a status that is no integer', { http: { response: { status: 1e30 } } }],
    ['a fault without cause', { fault: true }],
    ['an exception without id', { fault: true, cause: { exceptions: [{ message: 'm' }] } }],
    ['a name in another case', { HTTP: 1 }],
    ['a subsegment', { subsegments: [{ name: 'op', aws: { retries: '1' } }] }],
  ])('%s is a problem', (_what, document) => {
    expect(receiverProblems(document as never)).not.toEqual([]);
  });

  it.each(goldenCases())('golden %s has them', (name) => {
    const { documents } = JSON.parse(readFileSync(goldenAnswerPath(name), 'utf8')) as ReturnType<typeof Object>;
    expect(documents.flatMap(receiverProblems)).toEqual([]);
    expect((answerGolden(name) as typeof documents).documents.flatMap(receiverProblems)).toEqual([]);
  });

  it.each(readVectors())('the vectors of $file have them in profile enhanced', ({ vectors }) => {
    const problems = vectors
      .filter(isForJs)
      .flatMap((vector) =>
        problemsOf(spansOf(vector.input), optionsOf(vector)).map((each) => `${vector.name}: ${each}`),
      );
    expect(problems).toEqual([]);
  });

  it.each(recordedRequests())('the spans recorded for $request have them', ({ spans }) => {
    expect(problemsOf(spans)).toEqual([]);
    // Each alone, as an exporter gets them that does not wait for the root.
    expect(spans.flatMap((span) => problemsOf([span]))).toEqual([]);
  });

  it('20,000 random spans have them', () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 10, maxLength: 10 }), (spans) => {
        expect(problemsOf(spans.map(withIds))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  }, 120_000);
});

// Values of every type for every attribute that a rule reads: also those that no instrumentation writes.
const scalar = fc.oneof(
  fc.constantFrom('', 'x', '0', '404', '1e30', '-1', 'true', 'null', '[]', '{}', 'http://u:p@h:1/p?q', '::1', '/tmp/s'),
  fc.constantFrom('{"retries":"x","ec2":[]}', '{"url":1}', '{"a":1}', 'E: m\n    at f (a.js:99999999999999999999:1)'),
  fc.constantFrom(0, -1, 404, 200.5, 1e30, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY),
  fc.boolean(),
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'b'), scalar, { maxKeys: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined, 12n, new Uint8Array([1])) },
);
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NAMES) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['aws.xray.field.HTTP', 'aws.xray.field.Traced', 'aws.xray.field.x', 'aws.xray.metadata.otel'],
      ...[
        'aws.xray.metadata.Default',
        'aws.xray.metadata.exporter',
        'aws.xray.metadata.gen_ai',
        'otel.span.name',
        'app',
      ],
    ),
  },
);
const attributes = fc.dictionary(key, value, { maxKeys: 12 });
const exceptionKey = fc.constantFrom(
  ...['exception.type', 'exception.message', 'exception.stacktrace', 'aws.xray.exception.id'],
  ...['aws.xray.exception.remote', 'aws.xray.exception.skipped', 'aws.xray.exception.truncated', 'other'],
);
const span = fc.record({
  name: fc.constantFrom('', 'op', 'SELECT shop', '💳'),
  kind: fc.integer({ min: 0, max: 5 }),
  parent: fc.constantFrom(undefined, 'local', 'remote', 'first'),
  status: fc.record({ code: fc.integer({ min: 0, max: 3 }), message: fc.constantFrom('', 'm') }),
  attributes,
  events: fc.array(
    fc.record({
      name: fc.constantFrom('exception', 'other', 'gen_ai.choice', 'HTTP request failure'),
      attributes: fc.dictionary(exceptionKey, value, { maxKeys: 4 }),
    }),
    { maxLength: 3 },
  ),
  links: fc.array(fc.record({ spanId: fc.constantFrom('2'.repeat(16), 'x') }), { maxLength: 2 }),
  resource: fc.dictionary(
    fc.constantFrom(
      ...['service.name', 'service.version', 'cloud.platform', 'host.id', 'service.instance.id', 'container.id'],
      ...['aws.log.group.names', 'aws.log.group.arns', 'telemetry.sdk.language', 'k8s.cluster.name'],
    ),
    fc.oneof(value, fc.constantFrom('aws_ec2', 'aws_ecs', 'aws_eks', 'aws_elastic_beanstalk', 'nodejs', 'java')),
    { maxKeys: 4 },
  ),
});

const TRACE = '6553f100bafcc0c31a2b8bc840dd52a5';
const FIRST = '0000000000000001';

function withIds(given: typeof span extends fc.Arbitrary<infer T> ? T : never, index: number): SpanLike {
  const id = (index + 1).toString(16).padStart(16, '0');
  const { parent, events, links, resource, ...fields } = given;
  const hasParent = parent !== undefined && id !== FIRST;
  return {
    ...fields,
    spanContext: () => ({ traceId: TRACE, spanId: id, traceFlags: 1 }),
    parentSpanContext: hasParent
      ? { traceId: TRACE, spanId: parent === 'first' ? FIRST : 'f'.repeat(16), isRemote: parent === 'remote' }
      : undefined,
    startTime: [1_700_000_000, index],
    endTime: [1_700_000_001, index],
    events: events.map((event) => ({ ...event, time: [1_700_000_000, 5] as const })),
    links: links.map((context) => ({ context: { traceId: TRACE, ...context } })),
    resource: { attributes: resource },
    instrumentationScope: { name: 'test' },
  };
}
