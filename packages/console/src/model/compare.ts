import type { TraceEntity } from '../contract/index.ts';
import { type EntityTree, endOf } from './tree.ts';

/** The same step of two traces, side by side. */
export interface ComparedRow {
  /** Names from the top, each with its number among alike siblings. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly a?: TraceEntity;
  readonly b?: TraceEntity;
  /** b − a, µs; absent when one of them is missing. */
  readonly difference?: number;
}

/** Aligns two traces by the path of names; an entity of only one is at its place. Every entity occurs once. */
export function compareTraces(a: EntityTree, b: EntityTree, nowA: number, nowB: number): ComparedRow[] {
  const rows: ComparedRow[] = [];
  type Item = { a: TraceEntity | undefined; b: TraceEntity | undefined; depth: number; path: string };
  const stack: Item[] = pair(a.tops, b.tops, 0, '').reverse();
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { depth, path } = item;
    const name = (item.a ?? item.b)?.name ?? '';
    const difference =
      item.a && item.b ? endOf(item.b, nowB) - item.b.start - (endOf(item.a, nowA) - item.a.start) : undefined;
    rows.push({
      path,
      name,
      depth,
      ...(item.a && { a: item.a }),
      ...(item.b && { b: item.b }),
      ...(difference !== undefined && { difference }),
    });
    const childrenOfA = (item.a && a.children.get(item.a.id)) ?? [];
    const childrenOfB = (item.b && b.children.get(item.b.id)) ?? [];
    // One by one: as arguments of one call, a hundred thousand are too many for the stack.
    for (const next of pair(childrenOfA, childrenOfB, depth + 1, path).reverse()) stack.push(next);
  }
  return rows;
}

function pair(
  a: readonly TraceEntity[],
  b: readonly TraceEntity[],
  depth: number,
  above: string,
): { a: TraceEntity | undefined; b: TraceEntity | undefined; depth: number; path: string }[] {
  const named = (entities: readonly TraceEntity[]): Map<string, TraceEntity> => {
    const seen = new Map<string, number>();
    return new Map(
      entities.map((entity) => {
        const kind = entity.kind === 'waiting' ? 'subsegment' : entity.kind;
        const alike = `${kind} ${entity.name}`;
        const count = (seen.get(alike) ?? 0) + 1;
        seen.set(alike, count);
        // The number before the name, which may end with one.
        return [`${kind} ${count} ${entity.name}`, entity];
      }),
    );
  };
  const left = named(a);
  const right = named(b);
  const keys = mergeOrder([...left.keys()], [...right.keys()]);
  return keys.map((key) => ({ a: left.get(key), b: right.get(key), depth, path: `${above}/${key}` }));
}

/** Merges both lists, each in its own order where possible; an item of only the second follows its predecessor there. */
function mergeOrder(first: readonly string[], second: readonly string[]): string[] {
  const known = new Set(first);
  const atTop: string[] = [];
  const behind = new Map<string, string[]>();
  let place = atTop;
  for (const key of second) {
    if (known.has(key)) {
      place = [];
      behind.set(key, place);
    } else place.push(key);
  }
  return [...atTop, ...first.flatMap((key) => [key, ...(behind.get(key) ?? [])])];
}
