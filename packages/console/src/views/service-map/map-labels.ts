import type { MapLayout } from '../../model/map-layout.ts';

/** A rectangle by its centre. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const LABEL = { width: 70, height: 36 };
const CELL = 120;

/**
 * Chooses the lines whose labels cover neither a node nor another label. Lines that come first in the list are preferred.
 * @param places the centres of the labels, by line
 */
export function roomyLabels(
  lines: readonly { readonly id: string }[],
  places: ReadonlyMap<string, { readonly x: number; readonly y: number }>,
  nodes: readonly Box[],
): ReadonlySet<string> {
  const taken = new Grid();
  for (const node of nodes) taken.add(node);
  const roomy = new Set<string>();
  for (const { id } of lines) {
    const place = places.get(id);
    if (!place) continue;
    const box = { ...place, ...LABEL };
    if (taken.covers(box)) continue;
    taken.add(box);
    roomy.add(id);
  }
  return roomy;
}

/** The drawn boxes of nodes: ring and words, which are narrower than the room that the layout keeps. */
export function nodeBoxes(
  nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[],
  layout: MapLayout,
): Box[] {
  return nodes.flatMap(({ id, width, height }) => {
    const centre = layout.nodes[id];
    return centre ? [{ ...centre, width: width - 20, height: height - 10 }] : [];
  });
}

/** Finds overlaps without comparing every box with every other one. */
class Grid {
  readonly #cells = new Map<string, Box[]>();

  add(box: Box): void {
    for (const cell of cellsOf(box)) this.#cells.set(cell, [...(this.#cells.get(cell) ?? []), box]);
  }

  covers(box: Box): boolean {
    return cellsOf(box).some((cell) => this.#cells.get(cell)?.some((other) => overlap(box, other)));
  }
}

function cellsOf({ x, y, width, height }: Box): string[] {
  const cells: string[] = [];
  for (let column = Math.floor((x - width / 2) / CELL); column <= Math.floor((x + width / 2) / CELL); column++)
    for (let row = Math.floor((y - height / 2) / CELL); row <= Math.floor((y + height / 2) / CELL); row++)
      cells.push(`${column} ${row}`);
  return cells;
}

function overlap(a: Box, b: Box): boolean {
  return Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
}
