import type { TraceEntity } from '../contract/index.ts';
import type { EntityTree } from './tree.ts';

/**
 * The entities with a search text, in the order of the rows. Names, ids, addresses, operations and resources are searched here;
 * the server searches annotations, metadata, exceptions and SQL. Ignores letter case.
 */
export function findEntities(tree: EntityTree, text: string, foundByServer: ReadonlySet<string>): string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const found = tree.all
    .filter((entity) => foundByServer.has(entity.id) || textOf(entity).includes(wanted))
    // An inferred segment is on the row of its subsegment.
    .map((entity) => (entity.kind === 'inferred' ? (entity.parent ?? entity.id) : entity.id));
  return [...new Set(found)];
}

/** The next hit behind a place, or before it; from one end it continues at the other. */
export function stepTo(hits: readonly string[], current: string | undefined, step: 1 | -1): string | undefined {
  const at = current === undefined ? -1 : hits.indexOf(current);
  if (at === -1) return step === 1 ? hits[0] : hits.at(-1);
  return hits[(at + step + hits.length) % hits.length];
}

/** Reads what a find looks through, so that the first key that is typed does not wait for it. */
export function prepareFind(tree: EntityTree): void {
  for (const entity of tree.all) textOf(entity);
}

// Every key that is typed looks through all of them, and they do not change.
const texts = new WeakMap<TraceEntity, string>();

function textOf(entity: TraceEntity): string {
  const known = texts.get(entity);
  if (known !== undefined) return known;
  const { name, id, url, method, operation, resource, status, node, namespace } = entity;
  const text = [name, id, url, method, operation, resource, status, node?.name, node?.type, namespace]
    .filter((each) => each !== undefined)
    .join('\n')
    .toLowerCase();
  texts.set(entity, text);
  return text;
}
