import type { MapLayout } from '../../model/map-layout.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line as it is drawn, and its arrow. */
export interface EdgePath {
  readonly path: string;
  readonly tip: Point;
  /** Degrees. */
  readonly angle: number;
  /** The place of the label. */
  readonly label: Point;
}

/** The ring's centre is this far above the middle of a node's box, which holds labels too. */
export const RING_LIFT = 22;
const RING_RADIUS = 34;
const ARROW = 8;

/**
 * A soft line from ring to ring through the points that the layout gives. It leaves and arrives level with the rings, and is level at its
 * label: so it stays clear of the words below a node, and of its own. One to itself is a loop above the ring.
 */
export function edgePath(line: MapLayout['edges'][string], from: Point, to: Point): EdgePath {
  const lift = ({ x, y }: Point): Point => ({ x, y: y - RING_LIFT });
  const start = lift(from);
  const end = lift(to);
  if (from.x === to.x && from.y === to.y) return loop(start);
  // The first and the last point are on the borders of the boxes. Every other one of the rest is between nodes of one rank, where there
  // are words above.
  const inner = line.points.slice(1, -1).map((point, index) => (index % 2 === 0 ? lift(point) : point));
  const leaving = Math.sign((inner[0] ?? end).x - start.x) || 1;
  const arriving = Math.sign(end.x - (inner.at(-1) ?? start).x) || 1;
  const leave = { x: start.x + leaving * RING_RADIUS, y: start.y };
  const tip = { x: end.x - arriving * RING_RADIUS, y: end.y };
  const base = { x: tip.x - arriving * ARROW, y: tip.y };
  return {
    path: soft([leave, ...inner, base]),
    tip,
    angle: arriving > 0 ? 0 : 180,
    label: labelOf(inner, leave, base),
  };
}

/**
 * Where the layout keeps room for it; farther on where the line bends before and is straight behind, so that the bend is not below the
 * words.
 */
function labelOf(inner: readonly Point[], leave: Point, base: Point): Point {
  const middle = inner[Math.floor(inner.length / 2)];
  if (!middle) return halfway(leave, base);
  return inner.length === 1 && middle.y === base.y && middle.y !== leave.y ? halfway(middle, base) : middle;
}

function halfway(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function loop({ x, y }: Point): EdgePath {
  const path = `M ${x - 20} ${y - 28} C ${x - 52} ${y - 84} ${x + 52} ${y - 84} ${x + 24} ${y - 36}`;
  return { path, tip: { x: x + 20, y: y - 28 }, angle: 116, label: { x, y: y - 74 } };
}

// Part of the way between two points in which the line stays near the height of either.
const LEVEL = 0.65;

/** Level at every point. */
function soft(points: readonly Point[]): string {
  const [first = { x: 0, y: 0 }, ...rest] = points;
  let path = `M ${round(first)}`;
  let before = first;
  for (const point of rest) {
    const level = (point.x - before.x) * LEVEL;
    const isStraight = point.y === before.y;
    const controls = `C ${round({ x: before.x + level, y: before.y })} ${round({ x: point.x - level, y: point.y })}`;
    path += isStraight ? ` L ${round(point)}` : ` ${controls} ${round(point)}`;
    before = point;
  }
  return path;
}

function round({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
