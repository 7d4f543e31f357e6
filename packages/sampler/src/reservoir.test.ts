import { expect, it } from 'vitest';
import { Clock } from './clock.ts';
import { Reservoir } from './reservoir.ts';

it('gives so many in each whole second', () => {
  const reservoir = new Reservoir();
  const taken = [0, 1, 999, 1_000, 1_999, 2_500].map((millis) => reservoir.take(2, millis));
  expect(taken).toEqual([true, true, false, true, true, true]);
  expect([reservoir.takenAt(2_999), reservoir.takenAt(3_000)]).toEqual([1, 0]);
});

it('gives nothing of nothing', () => {
  expect(new Reservoir().take(0, 0)).toBe(false);
});

it('counts a step back of the clock as no time passed', () => {
  let now = 10_000;
  const clock = new Clock(() => now);
  const reservoir = new Reservoir();
  const takeAt = (millis: number): boolean => {
    now = millis;
    clock.tick();
    return reservoir.take(1, clock.steadyMillis);
  };
  expect([takeAt(10_000), takeAt(4_000), takeAt(4_900), takeAt(5_000), takeAt(5_999)]).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
  expect(clock.epochMillis).toBe(5_999);
});
