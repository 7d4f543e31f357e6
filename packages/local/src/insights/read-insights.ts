import type { Groups } from '../account/groups.ts';
import type { Group } from '../account/settings.ts';
import { sumInParts } from '../graph/sum-in-parts.ts';
import type { Traces } from '../query/traces.ts';
import type { Store } from '../store/store.ts';
import type { TraceRow } from '../store/trace-pages.ts';
import { FLAGS } from '../trace/flags.ts';
import { FaultMinutes, type FaultyCall, type FaultySegment, minuteOf } from './fault-minutes.ts';
import { findInsights, type Insight } from './insights.ts';

/** An insight and its group. */
export interface GroupInsight extends Insight {
  readonly ofGroup: Group;
}

interface Parts {
  readonly store: Store;
  readonly traces: Traces;
  readonly groups: Groups;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Finds the insights of all stored traces, oldest first; of the groups only whose insights are enabled. They are computed from the store
 * and the time, so nothing of them is stored. Yields to the event loop.
 * @param only one group; all without it
 */
export async function readInsights(parts: Parts, only?: Group): Promise<GroupInsight[]> {
  const until = minuteOf(parts.now() * 1e3);
  const found: GroupInsight[] = [];
  for (const group of only ? [only] : parts.groups.all()) {
    if (!group.InsightsConfiguration.InsightsEnabled) continue;
    const filter = parts.groups.filterOf({ GroupName: group.GroupName });
    const counts = new FaultMinutes();
    const sums = sumInParts(
      parts,
      { range: ALWAYS, filter },
      {
        name: 'fault minutes',
        sum: async (part, ready) => {
          const value = await countFaults(parts, parts.traces.select(part, { ready }));
          return { value, bytes: value.bytes };
        },
      },
    );
    for await (const sum of sums) counts.merge(sum);
    for (const insight of findInsights(group.GroupName, counts, until)) found.push({ ...insight, ofGroup: group });
  }
  return found.sort((a, b) => a.first - b.first || (a.id < b.id ? -1 : 1));
}

async function countFaults(
  { store: { index } }: Pick<Parts, 'store'>,
  chunks: AsyncIterable<{ readonly rows: readonly TraceRow[] }>,
): Promise<FaultMinutes> {
  const counts = new FaultMinutes();
  const { nodes, graph } = index;
  for await (const { rows } of chunks) {
    const keys = rows.map(({ key }) => key);
    for (const { node, flags, start, end } of graph.segmentsOf(keys))
      if (end !== null) counts.addRequest(nodes.node(node), start, outcomeOf(flags));
    for (const { from, flags, start, end } of graph.callsOf(keys))
      if (end !== null && nodes.node(from).type === 'client') counts.addClientRequest(start, outcomeOf(flags));

    const faults = new Map<number, { segments: FaultySegment[]; calls: FaultyCall[] }>();
    for (const { trace, node, start } of graph.faultySegmentsOf(keys)) {
      const ofTrace = faults.get(trace) ?? { segments: [], calls: [] };
      faults.set(trace, ofTrace);
      ofTrace.segments.push({ node: nodes.node(node), startMicros: start });
    }
    for (const { trace, from, to } of graph.faultyCallsOf(keys))
      faults.get(trace)?.calls.push({ from: nodes.node(from), to: nodes.node(to) });
    for (const { segments, calls } of faults.values()) counts.addFaults(segments, calls);
  }
  return counts;
}

function outcomeOf(flags: number): 'ok' | 'fault' | 'other' {
  if ((flags & FLAGS.fault) !== 0) return 'fault';
  return (flags & FLAGS.ok) !== 0 ? 'ok' : 'other';
}

const ALWAYS = { type: 'TraceId', start: 0, end: Number.MAX_SAFE_INTEGER } as const;
