import { expect, it } from 'vitest';
import { layoutMap } from '../../model/map-layout.ts';
import { edgePath, RING_LIFT } from './edge-path.ts';

// Half of the widest words below a node, and how far below the middle of its ring they begin and end.
const WORDS = { halfWidth: 66, from: 36, to: 80 };
const box = (id: string) => ({ id, width: 150, height: 112 });
const line = (from: string, to: string) => ({ id: `${from} ${to}`, from, to });
const edges = [
  line('shop', 'orders'),
  ...['a', 'b', 'c', 'd'].map((leaf) => line('orders', leaf)),
  line('shop', 'd'),
  line('a', 'shop'),
];
const layout = layoutMap({ nodes: ['shop', 'orders', 'a', 'b', 'c', 'd'].map(box), edges });

/** Points of a path of lines and cubic curves, close to each other. */
function pointsOf(path: string): { x: number; y: number }[] {
  const numbers = (text: string): number[] => text.trim().split(/\s+/).map(Number);
  const points: { x: number; y: number }[] = [];
  let [x, y] = [0, 0];
  for (const [, command, given] of path.matchAll(/([MLC]) ([^MLC]+)/g)) {
    const all = numbers(given!);
    const [toX, toY] = all.slice(-2) as [number, number];
    const [ax, ay, bx, by] = command === 'C' ? all : [x, y, toX, toY];
    for (let step = 0; step <= 40; step++) {
      const t = step / 40;
      const mix = (p: number, q: number, r: number, s: number): number =>
        (1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t ** 2 * r + t ** 3 * s;
      points.push({ x: mix(x, ax!, bx!, toX), y: mix(y, ay!, by!, toY) });
    }
    [x, y] = [toX, toY];
  }
  return points;
}

it.each(edges.map(({ id, from, to }) => [id, from, to]))('%s crosses no words of a node', (id, from, to) => {
  const { path } = edgePath(layout.edges[id]!, layout.nodes[from]!, layout.nodes[to]!);
  const crossed = Object.entries(layout.nodes).filter(([, node]) =>
    pointsOf(path).some(({ x, y }) => {
      const below = y - (node.y - RING_LIFT);
      return Math.abs(x - node.x) < WORDS.halfWidth && below > WORDS.from && below < WORDS.to;
    }),
  );
  expect(crossed.map(([name]) => name)).toEqual([]);
});

it.each(edges.map(({ id, from, to }) => [id, from, to]))('%s goes through its label', (id, from, to) => {
  const { path, label } = edgePath(layout.edges[id]!, layout.nodes[from]!, layout.nodes[to]!);
  const away = pointsOf(path).map(({ x, y }) => Math.hypot(x - label.x, y - label.y));
  expect(Math.min(...away)).toBeLessThan(3);
});

it('ends level with the ring', () => {
  const { tip, angle } = edgePath(layout.edges['orders d']!, layout.nodes['orders']!, layout.nodes['d']!);
  expect(tip).toEqual({ x: layout.nodes['d']!.x - 34, y: layout.nodes['d']!.y - RING_LIFT });
  expect(angle).toBe(0);
});

it('of a call back arrives on the other side', () => {
  const { tip, angle } = edgePath(layout.edges['a shop']!, layout.nodes['a']!, layout.nodes['shop']!);
  expect([tip.x, angle]).toEqual([layout.nodes['shop']!.x + 34, 180]);
});

it('to itself is a loop above the ring', () => {
  const { path, tip } = edgePath({ points: [], x: 0, y: 0 }, { x: 100, y: 100 }, { x: 100, y: 100 });
  expect(path).toMatch(/^M 80 50 C /);
  expect(tip).toEqual({ x: 120, y: 50 });
});
