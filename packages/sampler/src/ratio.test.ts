import { ROOT_CONTEXT } from '@opentelemetry/api';
import { TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isInRatio } from './ratio.ts';

const traceIds = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });

it('decides as the SDK does', () => {
  fc.assert(
    fc.property(traceIds, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (traceId, rate) => {
      fc.pre(!/^0+$/.test(traceId));
      const theirs = new TraceIdRatioBasedSampler(rate).shouldSample(ROOT_CONTEXT, traceId).decision === 2;
      expect(isInRatio(traceId, rate)).toBe(theirs);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['f'.repeat(32), 1, true],
  ['', 1, true],
  ['0'.repeat(32), 0, false],
  ['1'.repeat(32), -1, false],
  ['1'.repeat(32), Number.NaN, false],
  ['1'.repeat(31), 0.99, false],
  ['z'.repeat(32), 0.99, false],
  ['F'.repeat(32), 0.5, true],
])('%s at %d: %s', (traceId, rate, expected) => {
  expect(isInRatio(traceId, rate)).toBe(expected);
});
