import type { HttpSend } from './http-send.ts';

/** The two calls of X-Ray that samplers make. Both reject on any failure, an unreadable reply included. */
export interface SamplingApi {
  getSamplingRules(nextToken: string | undefined, signal: AbortSignal): Promise<RulesPage>;
  getSamplingTargets(report: TargetsRequest, signal: AbortSignal): Promise<TargetsReply>;
}

/** One page of rules, as received. */
export interface RulesPage {
  readonly records: readonly unknown[];
  readonly nextToken: string | undefined;
}

/** The decisions of one sampler under one rule since its last report; `Timestamp` in epoch seconds. */
export interface StatisticsDocument {
  readonly RuleName: string;
  /** 24 lower-case hex digits. */
  readonly ClientID: string;
  readonly Timestamp: number;
  readonly RequestCount: number;
  readonly SampledCount: number;
  readonly BorrowCount: number;
}

/** The traces that ended under one rule, and those of them with an anomaly. */
export interface BoostStatisticsDocument {
  readonly RuleName: string;
  readonly ServiceName: string;
  /** Epoch seconds. */
  readonly Timestamp: number;
  readonly AnomalyCount: number;
  readonly TotalCount: number;
  readonly SampledAnomalyCount: number;
}

interface TargetsRequest {
  /** At most {@link MAX_STATISTICS_DOCUMENTS}. */
  readonly SamplingStatisticsDocuments: readonly StatisticsDocument[];
  readonly SamplingBoostStatisticsDocuments?: readonly BoostStatisticsDocument[];
}

/** How many documents one report may hold. Source: X-Ray API reference, GetSamplingTargets. */
export const MAX_STATISTICS_DOCUMENTS = 25;

/** The server's grants under one rule. Times are epoch milliseconds; a value that the reply lacks is `undefined`. */
export interface SamplingTarget {
  readonly ruleName: string;
  readonly fixedRate: number | undefined;
  /** Requests a second. */
  readonly quota: number | undefined;
  readonly quotaUntilMillis: number | undefined;
  readonly intervalSeconds: number | undefined;
  readonly boostRate: number | undefined;
  readonly boostUntilMillis: number | undefined;
}

export interface TargetsReply {
  readonly targets: readonly SamplingTarget[];
  readonly lastModifiedMillis: number | undefined;
  /** Entries that the server did not accept, as text. */
  readonly unprocessed: readonly string[];
}

/** The calls over HTTP: a daemon, agent or collector, or whatever `send` signs for. */
export function createHttpApi(endpoint: URL, send: HttpSend): SamplingApi {
  const base = endpoint.href.replace(/\/+$/, '');
  const post = async (path: string, input: object, signal: AbortSignal): Promise<unknown> => {
    const body = JSON.stringify(input);
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const { status, body: text } = await send({ method: 'POST', url: `${base}${path}`, headers, body, signal });
    if (status !== 200) throw new Error(`${path} was answered with status ${status}`);
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`${path} was answered with something that is not JSON`);
    }
  };
  return {
    getSamplingRules: async (nextToken, signal) =>
      readRulesPage(await post('/GetSamplingRules', nextToken === undefined ? {} : { NextToken: nextToken }, signal)),
    // Not /GetSamplingTargets (API model of 2016-04-12).
    getSamplingTargets: async (report, signal) => readTargets(await post('/SamplingTargets', report, signal)),
  };
}

/** @throws if the reply is none */
export function readRulesPage(reply: unknown): RulesPage {
  const { SamplingRuleRecords: records, NextToken: token } = objectIn(reply);
  if (!Array.isArray(records)) throw new Error('the reply has no SamplingRuleRecords');
  return { records, nextToken: typeof token === 'string' && token !== '' ? token : undefined };
}

/** @throws if the reply is none */
export function readTargets(reply: unknown): TargetsReply {
  const { SamplingTargetDocuments: documents, LastRuleModification, ...others } = objectIn(reply);
  if (!Array.isArray(documents)) throw new Error('the reply has no SamplingTargetDocuments');
  return {
    targets: documents.flatMap((document) => readTarget(objectIn(document))),
    lastModifiedMillis: toMillis(LastRuleModification),
    unprocessed: [others['UnprocessedStatistics'], others['UnprocessedBoostStatistics']].flatMap((list) =>
      Array.isArray(list) ? list.map(describeUnprocessed) : [],
    ),
  };
}

function readTarget(document: JsonObject): SamplingTarget[] {
  const { RuleName: ruleName, ReservoirQuota, ReservoirQuotaTTL, FixedRate, Interval } = document;
  if (typeof ruleName !== 'string') return [];
  const boost = objectIn(document['SamplingBoost']);
  const target: SamplingTarget = {
    ruleName,
    fixedRate: numberIn(FixedRate),
    quota: numberIn(ReservoirQuota),
    quotaUntilMillis: toMillis(ReservoirQuotaTTL),
    intervalSeconds: numberIn(Interval),
    boostRate: numberIn(boost['BoostRate']),
    boostUntilMillis: toMillis(boost['BoostRateTTL']),
  };
  return [target];
}

function describeUnprocessed(item: unknown): string {
  const { RuleName, ErrorCode, Message } = objectIn(item);
  return `${RuleName}: ${ErrorCode} ${Message}`;
}

/** A time as replies have it: epoch seconds, an ISO text, or the SDK's Date. */
function toMillis(time: unknown): number | undefined {
  if (typeof time === 'string') return numberIn(Date.parse(time));
  if (time instanceof Date) return numberIn(time.getTime());
  const seconds = numberIn(time);
  return seconds === undefined ? undefined : seconds * 1e3;
}

type JsonObject = Readonly<Record<string, unknown>>;

function objectIn(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
