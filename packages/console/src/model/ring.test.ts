import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringOf, worstOf } from './ring.ts';

describe('ring', () => {
  it('closes, has each status once in order, and shows every share above 0', () => {
    const count = fc.oneof(fc.constant(0), fc.nat(3), fc.nat(1_000_000));
    fc.assert(
      fc.property(fc.record({ fault: count, throttle: count, error: count, ok: count }), (counts) => {
        const arcs = ringOf(counts);
        const there = (['fault', 'throttle', 'error', 'ok'] as const).filter((status) => counts[status] > 0);
        expect(arcs.map(({ status }) => status)).toEqual(there);
        if (arcs.length > 0) expect([arcs[0]!.from, arcs.at(-1)!.to]).toEqual([0, 360]);
        for (const { from, to } of arcs) expect(to - from).toBeGreaterThanOrEqual(24.99);
      }),
    );
  });

  it('gives half of the circle to half of the calls', () => {
    expect(ringOf({ fault: 2, throttle: 0, error: 0, ok: 2 })).toEqual([
      { status: 'fault', from: 0, to: 180 },
      { status: 'ok', from: 180, to: 360 },
    ]);
    expect(worstOf({ fault: 0, throttle: 1, error: 9, ok: 2 })).toBe('throttle');
  });
});
