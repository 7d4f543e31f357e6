import { expect, it } from 'vitest';
import { XRayIds } from './xray-ids.ts';

/** A source that counts: 00 01 02 … ff 00 … */
function counting(): { fill: (bytes: Uint8Array) => void; bytesTaken: () => number } {
  let taken = 0;
  const fill = (bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = taken++ & 255;
  };
  return { fill, bytesTaken: () => taken };
}

it('spends each random byte once, in order', () => {
  const { fill, bytesTaken } = counting();
  const ids = new XRayIds(fill, () => 1_700_000_000_000);
  expect(bytesTaken()).toBe(0);
  expect([ids.generateTraceId(), ids.generateSpanId(), ids.generateTraceId()]).toEqual([
    '6553f100000102030405060708090a0b',
    '0c0d0e0f10111213',
    '6553f1001415161718191a1b1c1d1e1f',
  ]);
  expect(bytesTaken()).toBe(1024);
});

it('fills a part of the pool first, which a cold start waits for, then whole pools', () => {
  const { fill, bytesTaken } = counting();
  const ids = new XRayIds(fill, () => 0);
  const first = ids.generateSpanId();
  const part = bytesTaken();
  expect(part).toBe(1024);
  const spanIds = [first, ...Array.from({ length: part / 8 }, () => ids.generateSpanId())];
  expect(bytesTaken()).toBe(part + 4096);
  spanIds.push(...Array.from({ length: 4096 / 8 }, () => ids.generateSpanId()));
  expect(bytesTaken()).toBe(part + 2 * 4096);
  const digits = spanIds.join('').match(/../g) ?? [];
  expect(digits.every((byte, i) => Number.parseInt(byte, 16) === (i & 255))).toBe(true);
});

it('keeps ids valid when clock and source give nothing but zeros', () => {
  const ids = new XRayIds(
    (bytes) => bytes.fill(0),
    () => 0,
  );
  expect(ids.generateTraceId()).toBe('00000000000000000000000000000001');
  expect(ids.generateSpanId()).toBe('0000000000000001');
});
