import type { FilterTree } from '@otel-xray/filter-expression';
import { graphOfSelection } from '../graph/read-graph.ts';
import { toSeconds } from '../ground/timestamps.ts';
import { MINUTE_MICROS } from '../insights/fault-minutes.ts';
import type { ServiceNode } from '../trace/service-node.ts';
import type { Action } from './action.ts';
import { findInsight } from './find-insight.ts';
import { checkNoToken, readRange } from './parameters.ts';

/** Returns the map of the traces with a fault at an insight's root cause, within its time and the range. */
export const getInsightImpactGraph: Action = async (input, context) => {
  const range = readRange({ ...input, TimeRangeType: 'TraceId' }, true);
  checkNoToken(input);
  const { id, first, last, rootCause, ofGroup } = await findInsight(input, context);
  const start = Math.max(range.start, first * MINUTE_MICROS);
  const end = Math.max(start, Math.min(range.end, (last + 1) * MINUTE_MICROS));
  const ofGroupFilter = context.groups.filterOf({ GroupName: ofGroup.GroupName });
  const failing = failingAt(rootCause);
  const filter: FilterTree = ofGroupFilter ? { kind: 'and', operands: [ofGroupFilter, failing] } : failing;
  const { graph } = await graphOfSelection(context, { range: { ...range, start, end }, filter });
  return {
    InsightId: id,
    StartTime: toSeconds(range.start),
    EndTime: toSeconds(range.end),
    ServiceGraphStartTime: toSeconds(start),
    ServiceGraphEndTime: toSeconds(end),
    Services: graph.toServices({ start, end }).map(({ ReferenceId, Type, Name, Names, AccountId, Edges }) => ({
      ...{ ReferenceId, Type, Name, Names, AccountId },
      Edges: Edges.map((edge) => ({ ReferenceId: edge.ReferenceId })),
    })),
  };
};

function failingAt({ name, type, account: accountId }: ServiceNode): FilterTree {
  return {
    kind: 'service',
    node: { by: 'id', name, ...(type !== undefined && { type }), accountId },
    block: { kind: 'term', keyword: { name: 'fault' } },
  };
}
