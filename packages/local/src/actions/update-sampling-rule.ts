import { readSamplingRuleChange } from '../sampling/sampling-rule.ts';
import type { Action } from './action.ts';

/** Changes the fields of a rule that the request names. */
export const updateSamplingRule: Action = (input, { sampling }) => ({
  SamplingRuleRecord: sampling.update(readSamplingRuleChange(input['SamplingRuleUpdate'])),
});
