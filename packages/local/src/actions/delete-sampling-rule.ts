import { readRuleIdentity } from '../sampling-rule.ts';
import type { Action } from './action.ts';

/** Removes a rule and answers what it was. */
export const deleteSamplingRule: Action = (input, { sampling }) => ({
  SamplingRuleRecord: sampling.remove(readRuleIdentity(input)),
});
