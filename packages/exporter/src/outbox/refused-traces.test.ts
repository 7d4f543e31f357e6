import { expect, it } from 'vitest';
import { RefusedTraces } from './refused-traces.ts';

const documentOf = (n: number, type = '"type":"subsegment",'): Uint8Array =>
  new TextEncoder().encode(
    `{"name":"x","id":"0102030405060708","trace_id":"1-6553f100-${`${n}`.padStart(24, '0')}",${type}"start_time":1}`,
  );

it('knows the subsegments of traces that were refused, and no others', () => {
  const refused = new RefusedTraces();
  expect(refused.has(documentOf(1))).toBe(false);
  refused.add(documentOf(1));
  expect([1, 2].map((n) => refused.has(documentOf(n)))).toEqual([true, false]);
  expect(refused.has(documentOf(1, ''))).toBe(false);
});

it('forgets the oldest of more than a thousand, and ignores documents without a trace id', () => {
  const refused = new RefusedTraces();
  for (let n = 0; n <= 1_000; n++) refused.add(documentOf(n));
  refused.add(new TextEncoder().encode('{}'));
  expect([0, 1, 1_000].map((n) => refused.has(documentOf(n)))).toEqual([false, true, true]);
});
