import type { GraphAnswer, GraphEdge, GraphNode, Statistics } from '../contract/index.ts';
import { type IconName, resourceType } from './resource-type.ts';

/** A node as the map draws it: one of the graph's, or several alike ones folded into one. */
export interface MapNode {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  readonly active: boolean;
  readonly root: boolean;
  readonly statistics?: Statistics;
  /** The nodes in it; only on a folded one. */
  readonly folded?: readonly GraphNode[];
  /** How many neighbours are not on the map. */
  readonly hiddenNeighbours: number;
}

export interface MapEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly link: boolean;
  readonly statistics: Statistics;
  /** The graph's own edge; absent on a folded one. */
  readonly edge?: GraphEdge;
}

/** The nodes and edges to draw. */
export interface FocusedMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/** Over this many nodes a map opens focused. */
export const MOST_NODES_AT_ONCE = 60;
/** A focused map has at most so many. */
export const MOST_FOCUSED_NODES = 40;
/** Most nodes of any map: the layout of more needs many seconds, and nobody can read it. */
export const MOST_DRAWN_NODES = 1_000;
const LEAST_LEAVES = 3;
const QUEUE_ICONS: ReadonlySet<IconName> = new Set(['queue', 'topic', 'stream']);

/** Which node to look at when nobody said: the one with most failing calls, else a root, else the first. */
export function worstNode({ nodes }: GraphAnswer): string | undefined {
  const failing = ({ statistics }: GraphNode): number =>
    statistics ? statistics.fault * 1_000 + statistics.throttle + statistics.error : 0;
  const worst = nodes.reduce<GraphNode | undefined>(
    (best, node) => (failing(node) > (best ? failing(best) : 0) ? node : best),
    undefined,
  );
  return (worst ?? nodes.find((node) => node.root) ?? nodes[0])?.id;
}

/**
 * The part of a graph around a node, by hops along edges in both directions, nearest first and at most `MOST_FOCUSED_NODES`. Without a node
 * or with endless hops: all of it, or of a graph larger than that the `MOST_DRAWN_NODES` nearest to the node, or to the worst one.
 */
export function focusMap(graph: GraphAnswer, centre: string | undefined, hops: number, folds: boolean): FocusedMap {
  const neighbours = neighboursOf(graph.edges);
  const isTooLarge = graph.nodes.length > MOST_DRAWN_NODES;
  const middle = centre ?? (isTooLarge ? worstNode(graph) : undefined);
  const reach = centre === undefined ? Number.POSITIVE_INFINITY : hops;
  const kept = middle === undefined ? undefined : around(neighbours, middle, reach);
  const isKept = (id: string): boolean => kept === undefined || kept.has(id);
  const nodes = graph.nodes
    .filter(({ id }) => isKept(id))
    .map((node): MapNode => {
      const { id, name, type, active, root, statistics } = node;
      const hiddenNeighbours = [...(neighbours.get(id) ?? [])].filter((other) => !isKept(other)).length;
      return {
        id,
        name,
        active,
        root,
        hiddenNeighbours,
        ...(type !== undefined && { type }),
        ...(statistics && { statistics }),
      };
    });
  const edges = graph.edges
    .filter(({ from, to }) => isKept(from) && isKept(to))
    .map((edge): MapEdge => ({ ...pick(edge), edge }));
  const map = { nodes, edges: throughQueues(nodes, edges) };
  return folds ? foldLeaves(map, graph, centre) : map;
}

/**
 * Draws a link from the queue, topic or stream that its sender writes to, as messages go there. If a sender writes to none or to
 * several, the way is unknown, and the link begins at the sender.
 */
function throughQueues(nodes: readonly MapNode[], edges: readonly MapEdge[]): readonly MapEdge[] {
  const queues = new Set(nodes.filter(({ type }) => QUEUE_ICONS.has(resourceType(type).icon)).map(({ id }) => id));
  if (queues.size === 0) return edges;
  const written = new Map<string, string[]>();
  for (const { from, to, link } of edges)
    if (!link && queues.has(to)) written.set(from, [...(written.get(from) ?? []), to]);
  return edges.map((edge) => {
    const [queue, ...others] = edge.link ? (written.get(edge.from) ?? []) : [];
    return queue === undefined || others.length > 0 || queue === edge.to ? edge : { ...edge, from: queue };
  });
}

/** Inferred leaves of one type that the same nodes call become one node, `8 tables`. */
function foldLeaves(map: FocusedMap, graph: GraphAnswer, centre: string | undefined): FocusedMap {
  const callers = new Map<string, MapEdge[]>();
  const callsOthers = new Set(map.edges.map(({ from }) => from));
  for (const edge of map.edges) callers.set(edge.to, [...(callers.get(edge.to) ?? []), edge]);
  const groups = new Map<string, MapNode[]>();
  for (const node of map.nodes) {
    const ingoing = callers.get(node.id) ?? [];
    const isLeaf = !node.active && !callsOthers.has(node.id) && node.type !== 'client' && node.hiddenNeighbours === 0;
    if (!isLeaf || ingoing.length === 0 || node.id === centre) continue;
    const key = JSON.stringify([node.type ?? null, ...ingoing.map(({ from, link }) => [from, link]).sort()]);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const folded = [...groups].filter(([, nodes]) => nodes.length >= LEAST_LEAVES);
  if (folded.length === 0) return map;
  const gone = new Set(folded.flatMap(([, nodes]) => nodes.map(({ id }) => id)));
  const nodes = map.nodes.filter(({ id }) => !gone.has(id));
  const edges = map.edges.filter(({ to }) => !gone.has(to));
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const [key, members] of folded) {
    const id = `fold ${key}`;
    const [first] = members;
    nodes.push({
      id,
      name: `${members.length} ${resourceType(first?.type).plural}`,
      ...(first?.type !== undefined && { type: first.type }),
      active: false,
      root: false,
      statistics: sumOf(members.flatMap(({ statistics }) => statistics ?? [])),
      folded: members.flatMap((member) => byId.get(member.id) ?? []),
      hiddenNeighbours: 0,
    });
    const ingoing = new Map<string, MapEdge[]>();
    for (const edge of members.flatMap((member) => callers.get(member.id) ?? [])) {
      const caller = `${edge.from} ${edge.link}`;
      ingoing.set(caller, [...(ingoing.get(caller) ?? []), edge]);
    }
    for (const [caller, [first, ...others]] of ingoing) {
      if (!first) continue;
      const statistics = sumOf([first, ...others].map((edge) => edge.statistics));
      edges.push({ id: `${id} in ${caller}`, from: first.from, to: id, link: first.link, statistics });
    }
  }
  return { nodes, edges };
}

/** Several statistics as one; the percentiles of a sum are those of all their values. */
export function sumOf(statistics: readonly Statistics[]): Statistics {
  const sum = (pick: (each: Statistics) => number): number => statistics.reduce((all, each) => all + pick(each), 0);
  const total = sum((each) => each.total);
  const histogram = statistics.flatMap((each) => each.histogram).sort((a, b) => a.value - b.value);
  return {
    total,
    ok: sum((each) => each.ok),
    error: sum((each) => each.error),
    throttle: sum((each) => each.throttle),
    fault: sum((each) => each.fault),
    average: total === 0 ? 0 : Math.round(sum((each) => each.average * each.total) / total),
    p50: percentile(histogram, 0.5),
    p95: percentile(histogram, 0.95),
    max: statistics.reduce((most, each) => Math.max(most, each.max), 0),
    histogram,
  };
}

function percentile(histogram: Statistics['histogram'], share: number): number {
  const total = histogram.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  for (const { value, count } of histogram) {
    seen += count;
    if (seen >= total * share) return value;
  }
  return 0;
}

/** The nodes that a list offers, by name: all, or of very many those with most calls and the one that is chosen. */
export function offeredNodes({ nodes }: GraphAnswer, chosen: string | undefined): readonly GraphNode[] {
  const most =
    nodes.length <= MOST_OFFERED_NODES
      ? nodes
      : [...nodes]
          .sort((a, b) => (b.statistics?.total ?? 0) - (a.statistics?.total ?? 0))
          .filter(({ id }, index) => index < MOST_OFFERED_NODES || id === chosen);
  return [...most].sort((a, b) => BY_NAME.compare(a.name, b.name));
}

const MOST_OFFERED_NODES = 500;
const BY_NAME = new Intl.Collator('en');

function neighboursOf(edges: readonly GraphEdge[]): Map<string, Set<string>> {
  const neighbours = new Map<string, Set<string>>();
  const add = (a: string, b: string): void => {
    if (a === b) return;
    const found = neighbours.get(a) ?? new Set();
    neighbours.set(a, found.add(b));
  };
  for (const { from, to } of edges) {
    add(from, to);
    add(to, from);
  }
  return neighbours;
}

function around(neighbours: ReadonlyMap<string, ReadonlySet<string>>, centre: string, hops: number): Set<string> {
  const most = hops === Number.POSITIVE_INFINITY ? MOST_DRAWN_NODES : MOST_FOCUSED_NODES;
  const kept = new Set([centre]);
  let ring = [centre];
  for (let hop = 0; hop < hops && ring.length > 0; hop++) {
    const next: string[] = [];
    for (const id of ring) {
      for (const other of neighbours.get(id) ?? []) {
        if (kept.has(other)) continue;
        if (kept.size >= most) return kept;
        kept.add(other);
        next.push(other);
      }
    }
    ring = next;
  }
  return kept;
}

function pick({ id, from, to, link, statistics }: GraphEdge): Omit<MapEdge, 'edge'> {
  return { id, from, to, link, statistics };
}
