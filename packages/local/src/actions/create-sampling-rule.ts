import { readTags } from '../account/tags.ts';
import { readSamplingRule } from '../sampling/sampling-rule.ts';
import type { Action } from './action.ts';
import { readObjects } from './parameters.ts';

/** Makes a rule. */
export const createSamplingRule: Action = (input, { sampling, tags }) => {
  const given = readTags(readObjects(input, 'Tags'));
  const record = sampling.create(readSamplingRule(input['SamplingRule']));
  if (given.length > 0) tags.add(record.SamplingRule.RuleARN, given);
  return { SamplingRuleRecord: record };
};
