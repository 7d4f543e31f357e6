import type { GraphEdge } from '../contract/index.ts';
import type { EntityTree } from './tree.ts';

/** The node of the trace's map that an entity is at: its own, or the one that it calls, or that of the segment it belongs to. */
export function nodeOfEntity(tree: EntityTree, id: string | undefined): string | undefined {
  const entity = id === undefined ? undefined : tree.byId.get(id);
  if (!entity) return undefined;
  const node = entity.node ?? tree.inferred.get(entity.id)?.node;
  return (node ?? (entity.owner === undefined ? undefined : tree.byId.get(entity.owner)?.node))?.id;
}

/** The first entity that is a node of the map; of the client, which sends nothing, what it called. */
export function entityOfNode(tree: EntityTree, nodeId: string): string | undefined {
  const own = tree.all.find(({ node }) => node?.id === nodeId);
  return (own ?? tree.tops.find(({ kind }) => kind === 'segment'))?.id;
}

/** The first call that a line of the map is made of: the subsegment of the caller, or where there is none the called segment. */
export function entityOfEdge(tree: EntityTree, { from, to }: Pick<GraphEdge, 'from' | 'to'>): string | undefined {
  const called = tree.all.filter(({ node }) => node?.id === to);
  for (const entity of called) {
    const caller = entity.parent === undefined ? undefined : tree.byId.get(entity.parent);
    const owner = caller?.owner === undefined ? undefined : tree.byId.get(caller.owner);
    if (caller && owner?.node?.id === from) return caller.kind === 'subsegment' ? caller.id : entity.id;
  }
  return called[0]?.id;
}
