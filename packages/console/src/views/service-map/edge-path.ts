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
  /** Where the label stands. */
  readonly label: Point;
}

/** The ring's centre is this far above the middle of a node's box, which holds labels too. */
export const RING_LIFT = 22;
const RING_RADIUS = 34;
const ARROW = 8;

/** A soft line from ring to ring through the points that the layout gives; one to itself is a loop above the ring. */
export function edgePath(line: MapLayout['edges'][string], from: Point, to: Point): EdgePath {
  const lift = ({ x, y }: Point): Point => ({ x, y: y - RING_LIFT });
  const start = lift(from);
  const end = lift(to);
  if (from.x === to.x && from.y === to.y) return loop(start);
  // The first and the last point are on the borders of the boxes.
  const inner = line.points.slice(1, -1).map(lift);
  const first = inner[0] ?? end;
  const last = inner.at(-1) ?? start;
  const leave = towards(start, first, RING_RADIUS);
  const tip = towards(end, last, RING_RADIUS);
  const base = towards(end, last, RING_RADIUS + ARROW);
  const angle = (Math.atan2(tip.y - base.y, tip.x - base.x) * 180) / Math.PI;
  return { path: soft([leave, ...inner, base]), tip, angle, label: lift({ x: line.x, y: line.y }) };
}

function loop({ x, y }: Point): EdgePath {
  const path = `M ${x - 20} ${y - 28} C ${x - 52} ${y - 84} ${x + 52} ${y - 84} ${x + 24} ${y - 36}`;
  return { path, tip: { x: x + 20, y: y - 28 }, angle: 116, label: { x, y: y - 74 } };
}

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * distance, y: from.y + ((to.y - from.y) / length) * distance };
}

function soft(points: readonly Point[]): string {
  const [first = { x: 0, y: 0 }, ...rest] = points;
  let path = `M ${round(first)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (!next) path += rest.length === 1 ? ` L ${round(point)}` : '';
    else {
      const isLast = index === rest.length - 2;
      path += ` Q ${round(point)} ${round(isLast ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
    }
  });
  return path;
}

function round({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
