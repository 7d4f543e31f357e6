import type { EntityTree } from '../../model/tree.ts';

const HUES = 8;

/** Segment id → number of its hue, 1 to 8: each service gets the next one at its first entity. */
export function serviceHues(tree: EntityTree): Map<string, number> {
  const hues = new Map<string, number>();
  const bySegment = new Map<string, number>();
  for (const { id, node, kind } of tree.all) {
    if (!node || kind === 'inferred') continue;
    const hue = hues.get(node.id) ?? (hues.size % HUES) + 1;
    hues.set(node.id, hue);
    bySegment.set(id, hue);
  }
  return bySegment;
}
