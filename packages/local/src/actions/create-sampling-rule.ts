import { readSamplingRule } from '../sampling-rule.ts';
import type { Action } from './action.ts';

/** Makes a rule. */
export const createSamplingRule: Action = (input, { sampling }) => ({
  SamplingRuleRecord: sampling.create(readSamplingRule(input['SamplingRule'])),
});
