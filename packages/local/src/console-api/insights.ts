import type { InsightEntry, InsightsAnswer } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import { MINUTE_MICROS } from '../insights/fault-minutes.ts';
import { type GroupInsight, readInsights } from '../insights/read-insights.ts';
import { describeEvent, describeInsight } from '../insights/summary.ts';
import type { ConsoleContext } from './console-context.ts';
import { toNodeName } from './light-row.ts';
import { optionalText, readScope } from './parameters.ts';
import { ProblemError } from './problem.ts';

/** `GET /-/insights`: insights that were active in a range, newest first. */
export async function queryInsights(input: JsonObject, context: ConsoleContext): Promise<InsightsAnswer> {
  const { start = 0, end = Number.MAX_SAFE_INTEGER } = readScope(input);
  const name = optionalText(input, 'group');
  const group = name === undefined ? undefined : context.groups.find({ name });
  if (name !== undefined && !group) throw new ProblemError(`There is no group ${JSON.stringify(name)}.`);
  const insights = (await readInsights(context, group)).map(toEntry);
  return {
    insights: insights.filter((each) => each.start < end && (each.end === undefined || each.end > start)).reverse(),
    groups: context.groups
      .all()
      .filter(({ InsightsConfiguration }) => InsightsConfiguration.InsightsEnabled)
      .map(({ GroupName, InsightsConfiguration }) => ({
        name: GroupName,
        notifications: InsightsConfiguration.NotificationsEnabled,
      })),
  };
}

function toEntry(insight: GroupInsight): InsightEntry {
  const { id, group, rootCause, services, first, last, isOpen, client, cause, events } = insight;
  return {
    ...{ id, group, client, cause, summary: describeInsight(insight) },
    rootCause: toNodeName(rootCause),
    services: services.map(toNodeName),
    start: first * MINUTE_MICROS,
    ...(!isOpen && { end: (last + 1) * MINUTE_MICROS }),
    events: events.map((event) => ({
      at: (event.minute + 1) * MINUTE_MICROS,
      summary: describeEvent(event, rootCause),
    })),
  };
}
