import { withoutUndefined } from '../ground/json.ts';
import { toSeconds } from '../ground/timestamps.ts';
import { FLAGS } from '../trace/flags.ts';
import { nodeKey, type ServiceNode } from '../trace/service-node.ts';
import { CallTotals, type ServiceStatistics } from './call-totals.ts';
import { Durations } from './durations.ts';
import { type HistogramEntry, toHistogram } from './histogram.ts';

/** One node of the map as GetServiceGraph answers it; times are epoch seconds. */
export interface Service {
  /** Stable within one answer only. */
  readonly ReferenceId: number;
  readonly Name: string;
  readonly Names: readonly string[];
  readonly AccountId: string;
  /** Empty for a service whose segments have no origin: clients read it without a check. */
  readonly Type: string;
  /** `active` when its own segments were received, else `unknown`. */
  readonly State: 'active' | 'unknown';
  /** Whether it was the root of a trace. */
  readonly Root?: boolean;
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Edges: readonly Edge[];
  /** Absent on clients, which have no segments. */
  readonly SummaryStatistics?: ServiceStatistics;
  readonly DurationHistogram?: readonly HistogramEntry[];
  readonly ResponseTimeHistogram?: readonly HistogramEntry[];
}

/** One connection, with the numbers that the caller saw. */
interface Edge {
  readonly ReferenceId: number;
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Aliases: readonly [];
  /** `link` behind a queue and for span links. */
  readonly EdgeType?: 'link';
  readonly SummaryStatistics: ServiceStatistics;
  readonly ResponseTimeHistogram: readonly HistogramEntry[];
  /** Age of the messages when they were received. */
  readonly ReceivedEventAgeHistogram?: readonly HistogramEntry[];
}

/** A segment's numbers on the map. Times are microseconds, flags bits of `FLAGS`. */
export interface GraphSegment {
  readonly node: ServiceNode;
  readonly flags: number;
  readonly startMicros: number;
  readonly endMicros: number | null | undefined;
  /** To the end of the last thing that belongs to it. */
  readonly durationMicros: number;
}

/** A call's numbers on the map, as the caller saw it. */
export interface GraphCall {
  readonly from: ServiceNode;
  readonly to: ServiceNode;
  readonly flags: number;
  readonly startMicros: number;
  readonly endMicros: number | null | undefined;
  /** On links: age of the message when it was received. */
  readonly ageMicros: number | null | undefined;
}

/** Numbers of one node. */
export interface NodeTotals {
  readonly node: ServiceNode;
  /** Its own segments were received. */
  active: boolean;
  root: boolean;
  /** Calls of its segments; on a client, which has none, its own calls. */
  readonly calls: CallTotals;
  readonly durations: Durations;
  /** By what is called. */
  readonly edges: Map<NodeTotals, EdgeTotals>;
  readonly links: Map<NodeTotals, EdgeTotals>;
}

/** Numbers of one connection. */
interface EdgeTotals {
  readonly to: ServiceNode;
  readonly link: boolean;
  readonly calls: CallTotals;
  readonly ages: Durations;
}

/** Adds the segments and calls of many traces up to one map. */
export class ServiceGraph {
  readonly #nodes = new Map<string, NodeTotals>();
  // Most come from the store, which has one object for each node: those need no key.
  readonly #known = new Map<ServiceNode, NodeTotals>();

  addSegment({ node, flags, startMicros, endMicros, durationMicros }: GraphSegment): void {
    const totals = this.#node(node);
    totals.active ||= (flags & FLAGS.inferred) === 0;
    totals.root ||= (flags & FLAGS.root) !== 0;
    totals.calls.add(flags, startMicros, endMicros);
    if (endMicros !== null && endMicros !== undefined) totals.durations.add(durationMicros);
  }

  addCall({ from, to, flags, startMicros, endMicros, ageMicros }: GraphCall): void {
    const link = (flags & FLAGS.link) !== 0;
    const { calls } = this.#node(from);
    if (from.type === 'client') calls.add(flags, startMicros, endMicros);
    const edge = this.#edge(from, to, link);
    edge.calls.add(flags, startMicros, endMicros);
    if (ageMicros !== null && ageMicros !== undefined) edge.ages.add(ageMicros);
  }

  /** Adds what is in another map, which is packed. */
  merge(other: ServiceGraph): void {
    for (const { node, active, root, calls, durations, edges, links } of other.#nodes.values()) {
      const totals = this.#node(node);
      totals.active ||= active;
      totals.root ||= root;
      totals.calls.merge(calls);
      totals.durations.merge(durations);
      for (const each of [...edges.values(), ...links.values()]) {
        const edge = this.#edge(node, each.to, each.link);
        edge.calls.merge(each.calls);
        edge.ages.merge(each.ages);
      }
    }
  }

  /**
   * Packs the map, for a cache.
   * @returns its approximate size in bytes
   */
  pack(): number {
    let bytes = 0;
    for (const { calls, durations, edges, links } of this.#nodes.values()) {
      bytes += NODE_BYTES + calls.responses.pack() + durations.pack();
      for (const edge of [...edges.values(), ...links.values()])
        bytes += EDGE_BYTES + edge.calls.responses.pack() + edge.ages.pack();
    }
    return bytes;
  }

  /** All nodes, in an order that depends on their names only. */
  nodes(): NodeTotals[] {
    return [...this.#nodes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, totals]) => totals);
  }

  /**
   * The map as GetServiceGraph answers it.
   * @param range microseconds; the nodes' times are clamped to it
   */
  toServices(range: { readonly start: number; readonly end: number }): Service[] {
    const nodes = this.nodes();
    const referenceIds = new Map(nodes.map(({ node }, index) => [nodeKey(node), index]));
    const referenceTo = (node: ServiceNode): number => referenceIds.get(nodeKey(node)) ?? 0;
    return nodes.map((totals) => toService(totals, referenceTo, range));
  }

  #edge(from: ServiceNode, to: ServiceNode, link: boolean): EdgeTotals {
    const { edges, links } = this.#node(from);
    const called = this.#node(to);
    const alike = link ? links : edges;
    const edge = alike.get(called) ?? { to, link, calls: new CallTotals(), ages: new Durations() };
    alike.set(called, edge);
    return edge;
  }

  #node(node: ServiceNode): NodeTotals {
    const known = this.#known.get(node);
    if (known) return known;
    const key = nodeKey(node);
    const totals = this.#nodes.get(key) ?? newTotals(node);
    this.#nodes.set(key, totals);
    if (this.#known.size < MAX_KNOWN) this.#known.set(node, totals);
    return totals;
  }
}

function newTotals(node: ServiceNode): NodeTotals {
  const maps = { edges: new Map(), links: new Map() };
  return { node, active: false, root: false, calls: new CallTotals(), durations: new Durations(), ...maps };
}

function toService(
  { node, active, root, calls, durations, edges, links }: NodeTotals,
  referenceTo: (node: ServiceNode) => number,
  range: { readonly start: number; readonly end: number },
): Service {
  const isClient = node.type === 'client';
  return withoutUndefined({
    ReferenceId: referenceTo(node),
    Name: node.name,
    Names: [node.name],
    AccountId: node.account,
    Type: node.type ?? '',
    State: active ? 'active' : 'unknown',
    Root: root || undefined,
    ...span(calls, range),
    Edges: [...edges.values(), ...links.values()]
      .map((edge) => toEdge(edge, referenceTo(edge.to), range))
      .sort((a, b) => a.ReferenceId - b.ReferenceId),
    SummaryStatistics: isClient ? undefined : calls.toStatistics(),
    DurationHistogram: isClient ? undefined : toHistogram(durations.bins()),
    ResponseTimeHistogram: isClient ? undefined : calls.toHistogram(),
  }) as Service;
}

function toEdge(
  { link, calls, ages }: EdgeTotals,
  referenceId: number,
  range: { readonly start: number; readonly end: number },
): Edge {
  return {
    ReferenceId: referenceId,
    ...span(calls, range),
    Aliases: [],
    SummaryStatistics: calls.toStatistics(),
    // Clients such as Grafana's data source read it without a check, also of links:
    // https://github.com/grafana/x-ray-datasource
    ResponseTimeHistogram: link ? [] : calls.toHistogram(),
    ...(link && { EdgeType: 'link', ReceivedEventAgeHistogram: toHistogram(ages.bins()) }),
  };
}

function span(
  { first, last }: CallTotals,
  range: { readonly start: number; readonly end: number },
): { StartTime: number; EndTime: number } {
  const within = (micros: number): number => toSeconds(Math.min(Math.max(micros, range.start), range.end));
  return { StartTime: within(first), EndTime: within(last) };
}

// Nodes that are made anew for each link would fill it.
const MAX_KNOWN = 10_000;
// Approximate sizes of the objects.
const NODE_BYTES = 800;
const EDGE_BYTES = 400;
