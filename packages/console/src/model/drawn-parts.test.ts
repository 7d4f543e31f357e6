import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawnParts, MOST_DRAWN_PARTS } from './drawn-parts.ts';

const WHOLE = { start: 0, end: 1_000_000 };

it('draws few parts as they are', () => {
  const parts = [
    { start: 0, end: 10 },
    { start: 11, end: 20 },
    { start: 500_000, end: 900_000 },
  ];
  expect(drawnParts(parts, WHOLE)).toEqual(parts);
  expect(drawnParts(parts, { start: 15, end: 30 })).toEqual([parts[1]]);
});

it('draws at most a hundred and one of however many, covers each, and leaves wide holes', () => {
  const lengths = fc.record({ hole: fc.integer({ min: 1, max: 30_000 }), length: fc.integer({ min: 1, max: 2_000 }) });
  fc.assert(
    fc.property(fc.array(lengths, { minLength: 200, maxLength: 2_000 }), (given) => {
      let at = 0;
      const parts = given.map(({ hole, length }) => {
        const start = at + hole;
        at = start + length;
        return { start, end: at };
      });
      const window = { start: 0, end: at };
      const drawn = drawnParts(parts, window);
      expect(drawn.length).toBeLessThanOrEqual(MOST_DRAWN_PARTS + 1);
      for (const { start, end } of parts)
        expect(drawn.some((each) => each.start <= start && each.end >= end)).toBe(true);
      const leastHole = at / MOST_DRAWN_PARTS;
      for (const [index, part] of parts.entries()) {
        const next = parts[index + 1];
        if (next && next.start - part.end >= leastHole)
          expect(drawn.some(({ start, end }) => start < next.start && end > part.end)).toBe(false);
      }
    }),
    { numRuns: 50 },
  );
});

it('zoomed in, shows parts apart that are one from afar', () => {
  const parts = Array.from({ length: 10_000 }, (_, index) => ({ start: index * 100, end: index * 100 + 50 }));
  expect(drawnParts(parts, WHOLE)).toEqual([{ start: 0, end: 999_950 }]);
  expect(drawnParts(parts, { start: 1_000, end: 1_200 })).toHaveLength(3);
});
