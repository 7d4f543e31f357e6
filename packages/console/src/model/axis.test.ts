import { expect, it } from 'vitest';
import { axisTicks } from './axis.ts';

it.each([
  [0, 400_000, ['0 ms', '100 ms', '200 ms', '300 ms', '400 ms']],
  [100_000, 100_000, ['100 ms', '125 ms', '150 ms', '175 ms', '200 ms']],
  [0, 0, ['0 ms']],
  [0, 1, ['0 ms']],
  [0, 2, ['0 ms', '1 µs', '2 µs']],
])('an axis from %d µs, %d µs long', (from, length, labels) => {
  expect(axisTicks(from, length).map(({ label }) => label)).toEqual(labels);
});
