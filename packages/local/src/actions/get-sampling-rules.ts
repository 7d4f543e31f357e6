import { samplingRules } from '../sampling.ts';
import type { Action } from './action.ts';
import { checkNoToken } from './parameters.ts';

/** Answers all rules on one page. */
export const getSamplingRules: Action = (input) => {
  checkNoToken(input);
  return { SamplingRuleRecords: samplingRules() };
};
