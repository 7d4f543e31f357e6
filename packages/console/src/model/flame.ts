import type { TraceEntity } from '../contract/index.ts';
import { callLabel, ownerOf } from './path-sums.ts';
import { ownStatus } from './rows.ts';
import { selfTime } from './self-time.ts';
import { isFailure } from './status.ts';
import { type EntityTree, endOf } from './tree.ts';

/** Entities of one name below entities of one name, merged; all times are µs. */
export interface FlameNode {
  /** The first entity: it names the node in an address. */
  readonly id: string;
  readonly name: string;
  /** The segment that the first entity belongs to. */
  readonly owner: string | undefined;
  readonly parent: FlameNode | undefined;
  readonly children: readonly FlameNode[];
  readonly count: number;
  readonly failed: number;
  /** Sum of the durations. */
  readonly total: number;
  readonly self: number;
  /** Self time of it and of everything below it: its width. */
  readonly value: number;
}

/** One box of the flame view. */
export interface FlameBox {
  readonly node: FlameNode;
  readonly level: number;
  /** 0 to 1, of the width of the view. */
  readonly from: number;
  readonly to: number;
}

/** Boxes to draw; `hasMore` if narrower or deeper ones are left out. */
export interface Flame {
  readonly boxes: readonly FlameBox[];
  readonly levels: number;
  readonly hasMore: boolean;
}

interface Building extends FlameNode {
  readonly children: Building[];
  readonly byKey: Map<string, Building>;
  count: number;
  failed: number;
  total: number;
  self: number;
  value: number;
}

/** A box narrower than this, of the view, is no longer seen. */
const LEAST_SHARE = 1 / 800;
const MOST_LEVELS = 120;

/** Merges a trace by paths of names. The top node is the whole trace. */
export function toFlame(tree: EntityTree, now: number): FlameNode {
  const top = makeNode('', 'whole trace', undefined, undefined);
  const made: Building[] = [top];
  const stack: [TraceEntity, Building][] = tree.tops.map((entity): [TraceEntity, Building] => [entity, top]).reverse();
  for (let item = stack.pop(); item; item = stack.pop()) {
    const [entity, above] = item;
    const name = callLabel(entity);
    const owner = ownerOf(tree, entity);
    const key = `${owner?.name ?? ''}\n${name}`;
    let node = above.byKey.get(key);
    if (!node) {
      node = makeNode(entity.id, name, owner?.id, above);
      above.byKey.set(key, node);
      above.children.push(node);
      made.push(node);
    }
    node.count++;
    node.total += endOf(entity, now) - entity.start;
    node.self += selfTime(tree, entity, now);
    if (isFailure(ownStatus(entity))) node.failed++;
    const children = tree.children.get(entity.id) ?? [];
    for (let at = children.length - 1; at >= 0; at--) stack.push([children[at] as TraceEntity, node]);
  }
  // Children were made after their parents.
  for (const node of made.reverse()) {
    node.value = node.children.reduce((sum, { value }) => sum + value, node.self);
    node.children.sort((a, b) => b.value - a.value);
  }
  return top;
}

/** Finds the node that an entity's id names. */
export function flameNode(top: FlameNode, id: string | undefined): FlameNode {
  const stack = [top];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.id === id) return node;
    stack.push(...node.children);
  }
  return top;
}

/** Places a node over the whole width, with everything above it over it, and what is below it in proportion. */
export function layoutFlame(node: FlameNode): Flame {
  const above: FlameNode[] = [];
  for (let at = node.parent; at; at = at.parent) above.unshift(at);
  const boxes: FlameBox[] = above.map((each, level) => ({ node: each, level, from: 0, to: 1 }));
  const whole = Math.max(1, node.value);
  let hasMore = false;
  let row: FlameBox[] = [{ node, level: boxes.length, from: 0, to: 1 }];
  const first = boxes.length;
  while (row.length > 0) {
    boxes.push(...row);
    const next: FlameBox[] = [];
    for (const box of row) {
      let from = box.from;
      for (const child of box.node.children) {
        const share = child.value / whole;
        if (share < LEAST_SHARE || box.level + 1 - first >= MOST_LEVELS) {
          hasMore = true;
          continue;
        }
        next.push({ node: child, level: box.level + 1, from, to: Math.min(1, from + share) });
        from += share;
      }
    }
    row = next;
  }
  return { boxes, levels: (boxes.at(-1)?.level ?? 0) + 1, hasMore };
}

function makeNode(id: string, name: string, owner: string | undefined, parent: Building | undefined): Building {
  return { id, name, owner, parent, children: [], byKey: new Map(), count: 0, failed: 0, total: 0, self: 0, value: 0 };
}
