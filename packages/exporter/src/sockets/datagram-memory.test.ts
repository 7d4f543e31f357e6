import { expect, it } from 'vitest';
import { allocatedBytes } from './datagram-memory.ts';

// Read from rx_queue of a receiver that does not read, on kernel 6.18.
it.each([
  [300, 1_280],
  [640, 1_280],
  [660, 2_304],
  [1_500, 2_304],
  [1_690, 4_352],
  [3_700, 4_352],
  [3_780, 8_448],
  [7_800, 8_448],
  [7_850, 16_640],
  [16_000, 16_640],
])('a datagram of %i bytes is charged %i bytes', (payload, allocated) => {
  expect(allocatedBytes(payload)).toBe(allocated);
});

// Smaller ones and larger ones are never charged more than assumed: 832 bytes for 100, 30,832 for 30,000.
it.each([
  [1, 832],
  [100, 832],
  [16_100, 16_932],
  [30_000, 30_832],
  [60_000, 65_792],
])('a datagram of %i bytes is charged at least the %i bytes that were measured', (payload, measured) => {
  expect(allocatedBytes(payload)).toBeGreaterThanOrEqual(Math.min(measured, payload + 832));
});
