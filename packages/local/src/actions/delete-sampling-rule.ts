import { readRuleIdentity } from '../sampling/sampling-rule.ts';
import type { Action } from './action.ts';

/** Removes a rule and answers what it was. */
export const deleteSamplingRule: Action = (input, { sampling, tags }) => {
  const record = sampling.remove(readRuleIdentity(input));
  tags.forget(record.SamplingRule.RuleARN);
  return { SamplingRuleRecord: record };
};
