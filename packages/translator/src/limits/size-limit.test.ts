import { makeSpan } from '@otel-xray/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../test/checked-translator.ts';
import { NAMES } from '../read/semconv.ts';

const TIME = [1_700_000_000, 0] as const;
const LIMIT = 4_096;

// Each place of a document that can grow, with strings of any script up to far over the limit.
const long = fc.integer({ min: 0, max: 3_000 });
const letter = fc.constantFrom('x', 'é', '日', '💳', '"', '\u0001');
const text = fc.tuple(letter, long).map(([character, length]) => character.repeat(length));
const list = fc
  .tuple(text, fc.integer({ min: 0, max: 150 }))
  .map(([item, length]) => Array.from({ length }, (_, n) => `${n}${item.slice(0, 40)}`));
const attributes = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...NAMES, 'aws.xray.field.note', 'aws.xray.metadata.ns', 'app.a', 'app.b'),
    text.map((key) => `k${key}`),
  ),
  fc.oneof(
    text,
    list,
    list.map((items) => JSON.stringify({ items })),
    fc.integer(),
  ),
  { maxKeys: 6 },
);
const stack = fc
  .tuple(text, fc.nat(40))
  .map(([path, frames]) => `E: m\n${`    at f (/${path.slice(0, 500)}.js:1:2)\n`.repeat(frames)}`);
const event = fc.record({
  name: fc.constantFrom('exception', 'gen_ai.choice', 'other'),
  time: fc.constant(TIME),
  attributes: fc.record(
    { 'exception.type': text, 'exception.message': text, 'exception.stacktrace': stack, more: list },
    { requiredKeys: [] },
  ),
});
const link = fc.record({ context: fc.constant({ traceId: '1'.repeat(32), spanId: '2'.repeat(16) }), attributes });
const shape = fc.record({
  name: text,
  kind: fc.integer({ min: 0, max: 4 }),
  isLeaf: fc.boolean(),
  system: fc.constantFrom({}, { 'rpc.system': 'aws-api' }, { 'db.system': 'mysql' }),
  attributes,
  status: fc.tuple(fc.constantFrom(0, 2), text).map(([code, message]) => ({ code, message })),
  events: fc.array(event, { maxLength: 5 }),
  links: fc.array(link, { maxLength: 5 }),
});
const resource = fc.record(
  {
    'service.name': text,
    'cloud.platform': fc.constantFrom('aws_ecs', 'aws_ec2'),
    'container.name': text,
    'aws.log.group.names': list,
    'process.runtime.name': text,
    other: list,
  },
  { requiredKeys: [] },
);

describe('the size limit', () => {
  it('holds whatever grows, and no span is lost', () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 5 }), resource, (shapes, attributesOfResource) => {
        const shared = { attributes: attributesOfResource };
        const spans = shapes.map(({ isLeaf, system, attributes: own, ...rest }, n) => ({
          ...makeSpan({
            ...rest,
            attributes: { ...own, ...system },
            spanId: `${n + 1}`.padStart(16, '0'),
            parent: n === 0 ? 'none' : isLeaf ? '0000000000000001' : `${n}`.padStart(16, '0'),
          }),
          resource: shared,
        }));
        let counted = 0;
        let largest = 0;
        const report = createTranslator({ maxDocumentBytes: LIMIT, indexAllAttributes: true }).translateToBytes(
          spans,
          (_buffer, from, to, count) => {
            largest = Math.max(largest, to - from);
            counted += count;
          },
        );
        expect(largest).toBeLessThanOrEqual(LIMIT);
        expect([counted, report.dropped]).toEqual([spans.length, {}]);
      }),
      { numRuns: 300, interruptAfterTimeLimit: 4_000, markInterruptAsFailure: false },
    );
  });
});
