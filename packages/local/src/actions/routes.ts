import type { Action } from './action.ts';
import { batchGetTraces } from './batch-get-traces.ts';
import { createSamplingRule } from './create-sampling-rule.ts';
import { deleteSamplingRule } from './delete-sampling-rule.ts';
import { getSamplingRules } from './get-sampling-rules.ts';
import { getSamplingStatisticSummaries } from './get-sampling-statistic-summaries.ts';
import { getSamplingTargets } from './get-sampling-targets.ts';
import { getServiceGraph } from './get-service-graph.ts';
import { getTraceGraph } from './get-trace-graph.ts';
import { getTraceSummaries } from './get-trace-summaries.ts';
import { putTelemetryRecords } from './put-telemetry-records.ts';
import { putTraceSegments } from './put-trace-segments.ts';
import { updateSamplingRule } from './update-sampling-rule.ts';

/** Path → action; every operation is a POST. Source: the API model of 2016-04-12; the paths are not always the names. */
export const ROUTES: Readonly<Record<string, Action>> = {
  '/TraceSegments': putTraceSegments,
  '/TelemetryRecords': putTelemetryRecords,
  '/Traces': batchGetTraces,
  '/TraceSummaries': getTraceSummaries,
  '/ServiceGraph': getServiceGraph,
  '/TraceGraph': getTraceGraph,
  '/GetSamplingRules': getSamplingRules,
  '/CreateSamplingRule': createSamplingRule,
  '/UpdateSamplingRule': updateSamplingRule,
  '/DeleteSamplingRule': deleteSamplingRule,
  '/SamplingTargets': getSamplingTargets,
  '/SamplingStatisticSummaries': getSamplingStatisticSummaries,
};
