import type { TraceEntity } from '../contract.ts';
import { type EntityTree, endOf } from './tree.ts';

/** The same step of two traces, side by side. */
export interface ComparedRow {
  /** Names from the top, with the number among alike siblings where there are several. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly a?: TraceEntity;
  readonly b?: TraceEntity;
  /** b − a, µs; absent when one of them is missing. */
  readonly difference?: number;
}

/** Lays two traces over each other by the path of names; what only one has stands where it would be. Every entity occurs once. */
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
    stack.push(...pair(childrenOfA, childrenOfB, depth + 1, path).reverse());
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
        const key = `${entity.kind === 'waiting' ? 'subsegment' : entity.kind} ${entity.name}`;
        const count = (seen.get(key) ?? 0) + 1;
        seen.set(key, count);
        return [`${key}${count > 1 ? ` ${count}` : ''}`, entity];
      }),
    );
  };
  const left = named(a);
  const right = named(b);
  const keys = mergeOrder([...left.keys()], [...right.keys()]);
  return keys.map((key) => ({ a: left.get(key), b: right.get(key), depth, path: `${above}/${key}` }));
}

/** Both lists in one, each in its own order where that can be; what only the second has stands behind what it stood behind there. */
function mergeOrder(first: readonly string[], second: readonly string[]): string[] {
  const merged = [...first];
  const known = new Set(first);
  second.forEach((key, index) => {
    if (known.has(key)) return;
    const before = second.slice(0, index).findLast((each) => known.has(each));
    merged.splice(before === undefined ? 0 : merged.indexOf(before) + 1, 0, key);
    known.add(key);
  });
  return merged;
}
