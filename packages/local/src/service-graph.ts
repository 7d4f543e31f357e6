import { type HistogramEntry, toHistogram } from './histogram.ts';
import { withoutUndefined } from './json.ts';
import { nodeKey, type ServiceNode } from './service-node.ts';
import { toSeconds } from './timestamps.ts';
import type { Call, TraceCalls } from './trace-calls.ts';

/** One node of the map as GetServiceGraph answers it; times are epoch seconds. */
export interface Service {
  /** Stable within one answer only. */
  readonly ReferenceId: number;
  readonly Name: string;
  readonly Names: readonly string[];
  readonly AccountId: string;
  readonly Type?: string;
  /** `active` when its own segments were received, else `unknown`. */
  readonly State: 'active' | 'unknown';
  /** Whether it was the root of a trace. */
  readonly Root?: boolean;
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Edges: readonly Edge[];
  /** Absent on clients, which no segment tells about. */
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
  readonly ResponseTimeHistogram?: readonly HistogramEntry[];
  /** How old the messages were when they were taken. */
  readonly ReceivedEventAgeHistogram?: readonly HistogramEntry[];
}

/** Completed calls, each counted once: fault, else error or throttle, else ok. */
interface ServiceStatistics {
  readonly OkCount: number;
  readonly ErrorStatistics: {
    readonly ThrottleCount: number;
    readonly OtherCount: number;
    readonly TotalCount: number;
  };
  readonly FaultStatistics: { readonly OtherCount: number; readonly TotalCount: number };
  readonly TotalCount: number;
  /** Seconds. */
  readonly TotalResponseTime: number;
}

/**
 * Adds the calls of many traces up to one map.
 * @param range microseconds; the nodes' times are kept within it
 */
export function toServiceGraph(traces: Iterable<TraceCalls>, range: { start: number; end: number }): Service[] {
  const nodes = new Map<string, NodeTotal>();
  const total = (node: ServiceNode): NodeTotal => {
    const key = nodeKey(node);
    const found = nodes.get(key) ?? { node, active: false, root: false, calls: [], seen: [], edges: new Map() };
    nodes.set(key, found);
    return found;
  };

  for (const { nodes: calledNodes, edges } of traces) {
    for (const { node, active, root, call } of calledNodes) {
      const sum = total(node);
      sum.active ||= active;
      sum.root ||= root;
      sum.seen.push(call);
      if (node.type !== 'client') sum.calls.push(call);
    }
    for (const { from, to, link, call } of edges) {
      const key = `${nodeKey(to)}${link ? ' link' : ''}`;
      const { edges: outgoing } = total(from);
      const edge = outgoing.get(key) ?? { to, link, calls: [] };
      edge.calls.push(call);
      outgoing.set(key, edge);
      total(to);
    }
  }

  const ordered = [...nodes].sort(([a], [b]) => (a < b ? -1 : 1));
  const referenceIds = new Map(ordered.map(([key], index) => [key, index]));
  return ordered.map(([key, sum]) => toService(sum, referenceIds.get(key) ?? 0, referenceIds, range));
}

interface NodeTotal {
  readonly node: ServiceNode;
  active: boolean;
  root: boolean;
  readonly calls: Call[];
  readonly seen: Call[];
  readonly edges: Map<string, EdgeTotal>;
}

interface EdgeTotal {
  readonly to: ServiceNode;
  readonly link: boolean;
  readonly calls: Call[];
}

function toService(
  { node, active, root, calls, seen, edges }: NodeTotal,
  referenceId: number,
  referenceIds: ReadonlyMap<string, number>,
  range: { start: number; end: number },
): Service {
  const completed = calls.filter(isCompleted);
  const isClient = node.type === 'client';
  return withoutUndefined({
    ReferenceId: referenceId,
    Name: node.name,
    Names: [node.name],
    AccountId: node.account,
    Type: node.type,
    State: active ? 'active' : 'unknown',
    Root: root || undefined,
    ...span(seen, range),
    Edges: [...edges.values()]
      .map((edge) => toEdge(edge, referenceIds.get(nodeKey(edge.to)) ?? 0, range))
      .sort((a, b) => a.ReferenceId - b.ReferenceId),
    SummaryStatistics: isClient ? undefined : statistics(completed),
    DurationHistogram: isClient ? undefined : toHistogram(completed.map((call) => call.durationMicros)),
    ResponseTimeHistogram: isClient ? undefined : toHistogram(completed.map(responseMicros)),
  }) as Service;
}

function toEdge({ link, calls }: EdgeTotal, referenceId: number, range: { start: number; end: number }): Edge {
  const completed = calls.filter(isCompleted);
  const ages = calls.map((call) => call.ageMicros).filter((age) => age !== undefined);
  return {
    ReferenceId: referenceId,
    ...span(calls, range),
    Aliases: [],
    SummaryStatistics: statistics(completed),
    ...(link
      ? { EdgeType: 'link', ReceivedEventAgeHistogram: toHistogram(ages) }
      : { ResponseTimeHistogram: toHistogram(completed.map(responseMicros)) }),
  };
}

function statistics(calls: readonly CompletedCall[]): ServiceStatistics {
  const faults = calls.filter((call) => call.outcome === 'fault').length;
  const throttles = calls.filter((call) => call.outcome === 'throttle').length;
  const errors = throttles + calls.filter((call) => call.outcome === 'error').length;
  return {
    OkCount: calls.length - faults - errors,
    ErrorStatistics: { ThrottleCount: throttles, OtherCount: errors - throttles, TotalCount: errors },
    FaultStatistics: { OtherCount: faults, TotalCount: faults },
    TotalCount: calls.length,
    TotalResponseTime: toSeconds(calls.reduce((sum, call) => sum + responseMicros(call), 0)),
  };
}

function span(calls: readonly Call[], range: { start: number; end: number }): { StartTime: number; EndTime: number } {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const call of calls) {
    start = Math.min(start, call.startMicros);
    end = Math.max(end, call.endMicros ?? call.startMicros);
  }
  const within = (micros: number): number => toSeconds(Math.min(Math.max(micros, range.start), range.end));
  return { StartTime: within(start), EndTime: within(end) };
}

type CompletedCall = Call & { readonly endMicros: number };

function isCompleted(call: Call): call is CompletedCall {
  return call.endMicros !== undefined;
}

function responseMicros(call: CompletedCall): number {
  return call.endMicros - call.startMicros;
}
