import { invalidRequest } from '../ground/api-error.ts';
import { type JsonObject, numberIn, textIn, timeIn } from '../ground/json.ts';
import type { BoostStatistics } from '../sampling/sampling-boosts.ts';
import type { SamplingStatistics } from '../store/store.ts';
import type { Action } from './action.ts';
import { readObjects } from './parameters.ts';

/** Receives the counts of samplers under each rule, and answers their targets. */
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
    timestamp: required(of, 'Timestamp', epochSecondsIn(document['Timestamp']), 'a number'),
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

/**
 * Reads a time that can be stored and read back. The X-Ray SDK for Java and OpenTelemetry Java's sampler send milliseconds, which AWS
 * accepts: https://github.com/open-telemetry/opentelemetry-java-contrib/blob/main/aws-
 * xray/src/main/java/io/opentelemetry/contrib/awsxray/XrayRulesSampler.java
 */
function epochSecondsIn(value: unknown): number | undefined {
  const number = numberIn(value);
  if (number === undefined) return undefined;
  const seconds = number >= MILLISECONDS_FROM ? number / 1e3 : number;
  return Math.min(Math.max(seconds, 0), MAX_EPOCH_SECONDS);
}

// Whole numbers only: the database stores nothing else in these columns. Sums of them must stay exact too.
function countIn(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Math.min(Number(value), MAX_COUNT) : undefined;
}

function required<T>(of: string, name: string, value: T | undefined, expected: string): T {
  if (value === undefined) throw invalidRequest(`${of}: ${name} must be ${expected}.`);
  return value;
}

function toUnprocessed({ ruleName }: { readonly ruleName: string }): object {
  return { RuleName: ruleName, ErrorCode: 'InvalidRuleName', Message: 'There is no such rule.' };
}

// The year 5138 in seconds, 1973 in milliseconds.
const MILLISECONDS_FROM = 1e11;
// In microseconds still an exact number.
const MAX_EPOCH_SECONDS = Math.floor(Number.MAX_SAFE_INTEGER / 1e6);
// The API model's integers.
const MAX_COUNT = 2 ** 31 - 1;
// X-Ray API reference, GetSamplingTargets: SamplingStatisticsDocuments, "maximum number of 25 items".
const MAX_DOCUMENTS = 25;
