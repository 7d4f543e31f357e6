import { invalidRequest } from '../api-error.ts';
import { type JsonObject, numberIn, textIn, timeIn } from '../json.ts';
import type { BoostStatistics } from '../sampling-boosts.ts';
import type { SamplingStatistics } from '../store.ts';
import type { Action } from './action.ts';
import { readObjects } from './parameters.ts';

/** Takes what samplers did with each rule, answers what they may do next. */
export const getSamplingTargets: Action = (input, { sampling, intake }) => {
  intake.log.countCall('samplingRequests');
  const statistics = readDocuments(input, 'SamplingStatisticsDocuments', readStatistics);
  const boosts = readDocuments(input, 'SamplingBoostStatisticsDocuments', readBoostStatistics);
  const { targets, unknown, unknownBoosts } = sampling.report(statistics, boosts);
  return {
    SamplingTargetDocuments: targets,
    LastRuleModification: sampling.modifiedSeconds(),
    UnprocessedStatistics: unknown.map(toUnprocessed),
    ...(unknownBoosts.length > 0 && { UnprocessedBoostStatistics: unknownBoosts.map(toUnprocessed) }),
  };
};

function readDocuments<T>(input: JsonObject, name: string, read: (document: JsonObject, of: string) => T): T[] {
  const documents = readObjects(input, name);
  if (documents.length > MAX_DOCUMENTS) throw invalidRequest(`${name}: at most ${MAX_DOCUMENTS} a call.`);
  return documents.map((document) => read(document, name));
}

function readStatistics(document: JsonObject, of: string): SamplingStatistics {
  return {
    ruleName: required(of, 'RuleName', textIn(document['RuleName']), 'a text'),
    clientId: required(of, 'ClientID', textIn(document['ClientID']), 'a text'),
    timestamp: required(of, 'Timestamp', numberIn(document['Timestamp']), 'a number'),
    requests: required(of, 'RequestCount', countIn(document['RequestCount']), 'a count'),
    sampled: required(of, 'SampledCount', countIn(document['SampledCount']), 'a count'),
    borrowed: countIn(document['BorrowCount']) ?? 0,
  };
}

function readBoostStatistics(document: JsonObject, of: string): BoostStatistics {
  required(of, 'ServiceName', textIn(document['ServiceName']), 'a text');
  required(of, 'Timestamp', timeIn(document['Timestamp']), 'a number');
  return {
    ruleName: required(of, 'RuleName', textIn(document['RuleName']), 'a text'),
    total: required(of, 'TotalCount', countIn(document['TotalCount']), 'a count'),
    anomalies: required(of, 'AnomalyCount', countIn(document['AnomalyCount']), 'a count'),
  };
}

// Of whole numbers only: the database keeps nothing else in these columns.
function countIn(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

function required<T>(of: string, name: string, value: T | undefined, expected: string): T {
  if (value === undefined) throw invalidRequest(`${of}: ${name} must be ${expected}.`);
  return value;
}

function toUnprocessed({ ruleName }: { readonly ruleName: string }): object {
  return { RuleName: ruleName, ErrorCode: 'InvalidRuleName', Message: 'There is no such rule.' };
}

// X-Ray API reference, GetSamplingTargets: SamplingStatisticsDocuments, "maximum number of 25 items".
const MAX_DOCUMENTS = 25;
