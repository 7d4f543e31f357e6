import { expect, it } from 'vitest';
import { Circuit } from './circuit.ts';

it('is open for a minute after it was tripped', () => {
  let time = 5;
  const circuit = new Circuit(() => time);
  expect(circuit.waitMillis).toBe(0);
  circuit.trip();
  expect(circuit.waitMillis).toBe(60_000);
  time += 59_999;
  expect(circuit.waitMillis).toBe(1);
  circuit.trip();
  time += 60_000;
  expect(circuit.waitMillis).toBe(0);
});
