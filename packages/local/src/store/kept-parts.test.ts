import { expect, it } from 'vitest';
import { KeptParts } from './kept-parts.ts';

const minute = (n: number) => ({ from: n * 60, to: n * 60 + 60 });

function keep(parts: KeptParts, question: string, n: number, bytes = 100): void {
  parts.keep(question, parts.watch(minute(n)), { value: `${question} ${n}`, bytes });
}

it('keeps until a trace in the part changes', () => {
  const parts = new KeptParts();
  for (const n of [0, 1, 2]) keep(parts, 'q', n);
  expect(parts.find('q', minute(1))).toBe('q 1');
  expect(parts.find('other', minute(1))).toBeUndefined();
  parts.changed([60, 119]);
  expect([0, 1, 2].map((n) => parts.find('q', minute(n)))).toEqual(['q 0', undefined, 'q 2']);
  parts.changed([59, 180]);
  expect([0, 1, 2].map((n) => parts.find('q', minute(n)))).toEqual([undefined, undefined, 'q 2']);
  parts.clear();
  expect([parts.find('q', minute(2)), parts.bytes]).toEqual([undefined, 0]);
});

it('does not keep a part that was touched while it was summed up', () => {
  const parts = new KeptParts();
  const [touched, other, cleared] = [parts.watch(minute(0)), parts.watch(minute(1)), parts.watch(minute(2))];
  parts.changed([30]);
  parts.keep('q', touched, { value: 1, bytes: 1 });
  parts.keep('q', other, { value: 2, bytes: 1 });
  parts.clear();
  parts.keep('q', cleared, { value: 3, bytes: 1 });
  expect([0, 1, 2].map((n) => parts.find('q', minute(n)))).toEqual([undefined, undefined, undefined]);
  keep(parts, 'q', 1);
  expect(parts.find('q', minute(1))).toBe('q 1');
});

it('never takes more room than it may: what is asked for stays, what nobody asks for goes after a minute, or sooner', () => {
  let now = 0;
  const parts = new KeptParts({ maxBytes: 5_000, nowMillis: () => now });
  const kept = (): number[] =>
    Array.from({ length: 20 }, (_, n) => n).filter((n) => parts.find('q', minute(n)) !== undefined);
  for (let n = 0; n < 20; n++) keep(parts, 'q', n, 600);
  expect(parts.bytes).toBeLessThanOrEqual(5_000);
  expect(kept()).toEqual([0, 1, 2, 3, 4]);
  now += 9_000;
  for (const n of [2, 3]) expect(parts.find('q', minute(n))).toBe(`q ${n}`);
  now += 9_000;
  parts.sweep();
  expect(kept()).toEqual([2, 3]);
  now += 50_000;
  expect(parts.find('q', minute(3))).toBe('q 3');
  now += 50_000;
  parts.sweep();
  expect(kept()).toEqual([3]);
  keep(parts, 'q', 9, 600);
  expect(kept()).toEqual([3, 9]);
  for (const n of [3, 9]) keep(parts, 'q', n, 700);
  parts.changed([3 * 60, 9 * 60]);
  expect(parts.bytes).toBe(0);
});
