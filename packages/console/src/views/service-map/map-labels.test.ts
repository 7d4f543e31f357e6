import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roomyLabels } from './map-labels.ts';

const at = (x: number, y: number) => ({ x, y });
const node = (x: number, y: number) => ({ ...at(x, y), width: 100, height: 100 });

describe('roomyLabels', () => {
  it.each([
    ['none over a node', [['a', at(20, 20)]], []],
    ['one beside it', [['a', at(120, 0)]], ['a']],
    [
      'the first of two in one place',
      [
        ['a', at(200, 0)],
        ['b', at(210, 5)],
      ],
      ['a'],
    ],
    [
      'both of two below each other',
      [
        ['a', at(200, 0)],
        ['b', at(200, 40)],
      ],
      ['a', 'b'],
    ],
  ] as const)('%s', (_, labels, roomy) => {
    const lines = labels.map(([id]) => ({ id }));
    expect([...roomyLabels(lines, new Map(labels), [node(0, 0)])]).toEqual(roomy);
  });

  it('never lets two labels cover each other', () => {
    const place = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 60 }), (places) => {
        const labels = new Map(places.map((each, n) => [String(n), each]));
        const roomy = [
          ...roomyLabels(
            [...labels.keys()].map((id) => ({ id })),
            labels,
            [],
          ),
        ];
        for (const [i, a] of roomy.entries())
          for (const b of roomy.slice(i + 1)) {
            const [p, q] = [labels.get(a), labels.get(b)];
            expect(Math.abs((p?.x ?? 0) - (q?.x ?? 0)) >= 70 || Math.abs((p?.y ?? 0) - (q?.y ?? 0)) >= 36).toBe(true);
          }
      }),
    );
  });
});
