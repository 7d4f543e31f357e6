import { invalidRequest } from '../ground/api-error.ts';
import type { JsonObject } from '../ground/json.ts';
import { MINUTE_MICROS, type MinuteCounts } from '../insights/fault-minutes.ts';
import { type GroupInsight, readInsights } from '../insights/read-insights.ts';
import { describeInsight } from '../insights/summary.ts';
import { type ServiceId, toServiceId } from '../trace/service-node.ts';
import type { ActionContext } from './action.ts';
import { readInsightId } from './parameters.ts';

/**
 * The insight that a request names.
 * @throws (rejects) InvalidRequestException if there is none
 */
export async function findInsight(input: JsonObject, context: ActionContext): Promise<GroupInsight> {
  const id = readInsightId(input);
  const found = (await readInsights(context)).find((insight) => insight.id === id);
  if (!found) throw invalidRequest(`Insight not found: ${id}.`);
  return found;
}

/** An insight as GetInsight and GetInsightSummaries return it. */
export function toInsightMembers(insight: GroupInsight): object {
  const { id, ofGroup, rootCause, isOpen, first, last, client, cause, services } = insight;
  return {
    InsightId: id,
    GroupARN: ofGroup.GroupARN,
    GroupName: ofGroup.GroupName,
    RootCauseServiceId: toServiceId(rootCause),
    Categories: ['FAULT'],
    State: isOpen ? 'ACTIVE' : 'CLOSED',
    StartTime: startOf(first),
    ...(!isOpen && { EndTime: startOf(last + 1) }),
    Summary: describeInsight(insight),
    ClientRequestImpactStatistics: toImpact(client),
    RootCauseServiceRequestImpactStatistics: toImpact(cause),
    TopAnomalousServices: services.slice(0, MAX_SERVICES).map(toAnomalousService),
  };
}

/** Epoch seconds at which a minute starts. */
export function startOf(minute: number): number {
  return (minute * MINUTE_MICROS) / 1e6;
}

/** Requests as the API has them. */
export function toImpact({ total, ok, fault }: MinuteCounts): object {
  return { FaultCount: fault, OkCount: ok, TotalCount: total };
}

/** A service as the API has it among the anomalous ones. */
export function toAnomalousService(node: Parameters<typeof toServiceId>[0]): { ServiceId: ServiceId } {
  return { ServiceId: toServiceId(node) };
}

const MAX_SERVICES = 10;
