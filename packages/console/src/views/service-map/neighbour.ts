import type { FocusedMap } from '../../model/map-focus.ts';
import type { MapLayout } from '../../model/map-layout.ts';

/** Where an arrow leads from a node: along a line to the right or left, to the nearest of the same rank up or down. */
export function neighbour(map: FocusedMap, layout: MapLayout, from: string, key: string): string | undefined {
  const here = layout.nodes[from];
  if (!here) return undefined;
  const nearest = (ids: readonly string[]): string | undefined =>
    [...ids].sort(
      (a, b) => Math.abs((layout.nodes[a]?.y ?? 0) - here.y) - Math.abs((layout.nodes[b]?.y ?? 0) - here.y),
    )[0];
  const inRank = (isWanted: (y: number) => boolean): string[] =>
    Object.entries(layout.nodes)
      .filter(([id, { x, y }]) => id !== from && Math.abs(x - here.x) < 60 && isWanted(y))
      .map(([id]) => id);
  switch (key) {
    case 'ArrowRight':
      return nearest(map.edges.filter((edge) => edge.from === from && edge.to !== from).map(({ to }) => to));
    case 'ArrowLeft':
      return nearest(map.edges.filter((edge) => edge.to === from && edge.from !== from).map((edge) => edge.from));
    case 'ArrowUp':
      return nearest(inRank((y) => y < here.y));
    case 'ArrowDown':
      return nearest(inRank((y) => y > here.y));
    default:
      return undefined;
  }
}
