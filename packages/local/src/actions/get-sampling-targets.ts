import { invalidRequest } from '../api-error.ts';
import { type JsonObject, numberIn, textIn } from '../json.ts';
import { samplingRules, targetOf } from '../sampling.ts';
import type { SamplingStatistics } from '../store.ts';
import type { Action } from './action.ts';
import { readObjects } from './parameters.ts';

/** Takes what samplers did with each rule, answers what they may do next. */
export const getSamplingTargets: Action = (input, { store, now }) => {
  const statistics = readObjects(input, 'SamplingStatisticsDocuments').map((document) => readStatistics(document));
  if (statistics.length > MAX_STATISTICS)
    throw invalidRequest(`SamplingStatisticsDocuments: at most ${MAX_STATISTICS} a call.`);

  const records = samplingRules();
  const ruleOf = new Map(records.map(({ SamplingRule: rule }) => [rule.RuleName, rule]));
  const known = statistics.filter(({ ruleName }) => ruleOf.has(ruleName));
  store.addSamplingStatistics(known);
  const nowSeconds = Math.floor(now() / 1e3);
  return {
    SamplingTargetDocuments: known.flatMap(({ ruleName }) => {
      const rule = ruleOf.get(ruleName);
      return rule ? [targetOf(rule, nowSeconds)] : [];
    }),
    LastRuleModification: Math.max(...records.map(({ ModifiedAt }) => ModifiedAt)),
    UnprocessedStatistics: statistics
      .filter(({ ruleName }) => !ruleOf.has(ruleName))
      .map(({ ruleName }) => ({ RuleName: ruleName, ErrorCode: 'InvalidRuleName', Message: 'There is no such rule.' })),
  };
};

function readStatistics(document: JsonObject): SamplingStatistics {
  const text = (name: string): string => required(name, textIn(document[name]), 'a text');
  const number = (name: string): number => required(name, numberIn(document[name]), 'a number');
  return {
    ruleName: text('RuleName'),
    clientId: text('ClientID'),
    timestamp: number('Timestamp'),
    requests: number('RequestCount'),
    sampled: number('SampledCount'),
    borrowed: numberIn(document['BorrowCount']) ?? 0,
  };
}

function required<T>(name: string, value: T | undefined, expected: string): T {
  if (value === undefined) throw invalidRequest(`SamplingStatisticsDocuments: ${name} must be ${expected}.`);
  return value;
}

// X-Ray API reference, GetSamplingTargets: SamplingStatisticsDocuments, "maximum number of 25 items".
const MAX_STATISTICS = 25;
