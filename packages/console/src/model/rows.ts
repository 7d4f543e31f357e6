import type { TraceEntity } from '../contract/index.ts';
import { type Status, statusOf } from './status.ts';
import { type EntityTree, endOf } from './tree.ts';

/** One row of the timeline. */
export type Row =
  | {
      readonly kind: 'entity';
      /** Key of the row: the entity's. */
      readonly id: string;
      readonly entity: TraceEntity;
      /** The segment inferred from it, which shares the row. */
      readonly inferred: TraceEntity | undefined;
      readonly depth: number;
      readonly hasChildren: boolean;
      readonly isFolded: boolean;
      /** The entities of this row: itself, and all below it if it is folded. */
      readonly covers: readonly string[];
    }
  | {
      /** Alike siblings in one row. */
      readonly kind: 'run';
      readonly id: string;
      readonly first: TraceEntity;
      readonly entities: readonly TraceEntity[];
      readonly depth: number;
      readonly totalMicros: number;
      readonly longestMicros: number;
      readonly covers: readonly string[];
    }
  | { readonly kind: 'heading'; readonly id: 'waiting'; readonly count: number; readonly covers: readonly [] };

/** Options of the rows of a tree. */
export interface RowOptions {
  /** Ids of entities whose children are not shown. */
  readonly folded: ReadonlySet<string>;
  /** Whether runs of alike siblings become one row. */
  readonly foldsRuns: boolean;
  /** Runs that were opened, by the id of their first entity. */
  readonly openRuns: ReadonlySet<string>;
  /** Nodes whose segments, with their subsegments, are not shown. */
  readonly hiddenNodes: ReadonlySet<string>;
  /** Shorter entities are hidden, unless an entity below is longer or failed; microseconds. */
  readonly leastMicros: number;
  readonly now: number;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** Entities that are on no row. */
  readonly hidden: readonly string[];
}

/** Runs shorter than this stay as they are. */
const LEAST_RUN = 10;

/** Lays a trace out in rows: every entity is on one row, or hidden, exactly once. */
export function toRows(tree: EntityTree, options: RowOptions): Rows {
  const rows: Row[] = [];
  const hidden: string[] = [];
  const worthIt = options.leastMicros > 0 ? worthShowing(tree, options) : undefined;
  const isWaiting = (entity: TraceEntity): boolean => entity.kind === 'waiting';
  const waiting = tree.tops.filter(isWaiting);
  place(
    tree,
    tree.tops.filter((top) => !isWaiting(top)),
    0,
    options,
    worthIt,
    rows,
    hidden,
  );
  if (waiting.length > 0) {
    rows.push({ kind: 'heading', id: 'waiting', count: waiting.length, covers: [] });
    place(tree, waiting, 0, options, worthIt, rows, hidden);
  }
  return { rows, hidden };
}

// A stack instead of recursion: chains may be ten thousand deep.
function place(
  tree: EntityTree,
  tops: readonly TraceEntity[],
  depth: number,
  options: RowOptions,
  worthIt: ReadonlySet<string> | undefined,
  rows: Row[],
  hidden: string[],
): void {
  type Item = { entities: readonly TraceEntity[]; depth: number };
  const stack: Item[] = toItems(tree, tops, depth, options).reverse();
  for (let item = stack.pop(); item; item = stack.pop()) {
    const [entity] = item.entities;
    if (!entity) continue;
    if (item.entities.length > 1) {
      rows.push(toRun(tree, item.entities, item.depth, options.now));
      continue;
    }
    const children = tree.children.get(entity.id) ?? [];
    const inferred = tree.inferred.get(entity.id);
    if (isHidden(entity, tree, options, worthIt)) {
      hidden.push(entity.id, ...(inferred ? [inferred.id] : []));
      // The calls of a hidden service replace it.
      for (const below of toItems(tree, children, item.depth, options).reverse()) stack.push(below);
      continue;
    }
    const isFolded = children.length > 0 && options.folded.has(entity.id);
    rows.push({
      kind: 'entity',
      id: entity.id,
      entity,
      inferred,
      depth: item.depth,
      hasChildren: children.length > 0,
      isFolded,
      covers: isFolded ? [...below(tree, entity)] : [entity.id, ...(inferred ? [inferred.id] : [])],
    });
    if (!isFolded) for (const next of toItems(tree, children, item.depth + 1, options).reverse()) stack.push(next);
  }
}

function toItems(
  tree: EntityTree,
  siblings: readonly TraceEntity[],
  depth: number,
  options: RowOptions,
): { entities: readonly TraceEntity[]; depth: number }[] {
  const items: { entities: readonly TraceEntity[]; depth: number }[] = [];
  for (let from = 0; from < siblings.length; ) {
    const first = siblings[from] as TraceEntity;
    let to = from + 1;
    while (to < siblings.length && isAlike(first, siblings[to] as TraceEntity)) to++;
    const run = siblings.slice(from, to);
    const isHiddenRun =
      options.hiddenNodes.size > 0 && run.some((entity) => isHidden(entity, tree, options, undefined));
    if (options.foldsRuns && run.length >= LEAST_RUN && !options.openRuns.has(first.id) && !isHiddenRun)
      items.push({ entities: run, depth });
    else for (const entity of run) items.push({ entities: [entity], depth });
    from = to;
  }
  return items;
}

function isAlike(a: TraceEntity, b: TraceEntity): boolean {
  return a.name === b.name && a.kind === b.kind && a.operation === b.operation && ownStatus(a) === ownStatus(b);
}

/** The status of one entity. */
export function ownStatus(entity: TraceEntity): Status {
  return statusOf(entity.flags, entity.end === undefined);
}

function toRun(tree: EntityTree, entities: readonly TraceEntity[], depth: number, now: number): Row {
  const durations = entities.map((entity) => endOf(entity, now) - entity.start);
  const first = entities[0] as TraceEntity;
  return {
    kind: 'run',
    id: `run ${first.id}`,
    first,
    entities,
    depth,
    totalMicros: durations.reduce((sum, micros) => sum + micros, 0),
    longestMicros: durations.reduce((most, micros) => Math.max(most, micros), 0),
    covers: entities.flatMap((entity) => [...below(tree, entity)]),
  };
}

function isHidden(
  entity: TraceEntity,
  tree: EntityTree,
  { hiddenNodes }: RowOptions,
  worthIt: ReadonlySet<string> | undefined,
): boolean {
  const owner = entity.owner === undefined ? undefined : tree.byId.get(entity.owner);
  if (owner?.node && hiddenNodes.has(owner.node.id)) return true;
  return worthIt !== undefined && !worthIt.has(entity.id);
}

function worthShowing(tree: EntityTree, { leastMicros, now }: RowOptions): Set<string> {
  const worth = new Set<string>();
  for (const entity of tree.all) {
    const isLong = endOf(entity, now) - entity.start >= leastMicros;
    if (!isLong && ownStatus(entity) === 'ok') continue;
    let at: TraceEntity | undefined = entity;
    while (at && !worth.has(at.id)) {
      worth.add(at.id);
      at = at.parent === undefined ? undefined : tree.byId.get(at.parent);
    }
  }
  return worth;
}

/** An entity and everything below it, inferred segments included. */
function* below(tree: EntityTree, top: TraceEntity): Generator<string> {
  const stack = [top];
  for (let entity = stack.pop(); entity; entity = stack.pop()) {
    yield entity.id;
    const inferred = tree.inferred.get(entity.id);
    if (inferred) yield inferred.id;
    for (const child of tree.children.get(entity.id) ?? []) stack.push(child);
  }
}

/** The place of the row that an entity is on: its own, else one that covers it; -1 where there is none. */
export function rowIndexOf(rows: readonly Row[], id: string): number {
  const own = rows.findIndex((row) => row.kind === 'entity' && (row.id === id || row.inferred?.id === id));
  return own === -1 ? rows.findIndex((row) => row.kind !== 'heading' && row.covers.includes(id)) : own;
}

/** Returns the entity one row further down, or up; at either end the last one. Without an entity, or with one without a row: the first. */
export function stepRow(rows: readonly Row[], id: string | undefined, step: 1 | -1): string | undefined {
  const at = id === undefined ? -1 : rowIndexOf(rows, id);
  const isUp = at !== -1 && step === -1;
  for (let next = isUp ? at - 1 : at + 1; next >= 0 && next < rows.length; next += isUp ? -1 : 1) {
    const found = entityOf(rows[next] as Row);
    if (found) return found.id;
  }
  const here = rows[at];
  return here && entityOf(here)?.id;
}

function entityOf(row: Row): TraceEntity | undefined {
  return row.kind === 'entity' ? row.entity : row.kind === 'run' ? row.first : undefined;
}

/** Finds the folds that hide an entity: ids to remove from `folded`, and runs to open. */
export function revealing(tree: EntityTree, id: string): { unfold: string[]; openRuns: string[] } {
  const unfold: string[] = [];
  const openRuns: string[] = [];
  const found = tree.byId.get(id);
  const start = found?.kind === 'inferred' && found.parent !== undefined ? tree.byId.get(found.parent) : found;
  for (let entity = start; entity; entity = entity.parent === undefined ? undefined : tree.byId.get(entity.parent)) {
    if (entity !== start) unfold.push(entity.id);
    const siblings = (entity.parent !== undefined && tree.children.get(entity.parent)) || tree.tops;
    let first = siblings.indexOf(entity);
    while (first > 0 && isAlike(siblings[first - 1] as TraceEntity, entity)) first--;
    openRuns.push(siblings[first]?.id ?? entity.id);
  }
  return { unfold, openRuns };
}
