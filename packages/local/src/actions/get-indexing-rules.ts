import type { IndexingRule, Settings } from '../account/settings.ts';
import type { Action } from './action.ts';
import { checkNoToken } from './parameters.ts';

/** Answers the one rule there is; all traces are indexed here, whatever it says. */
export const getIndexingRules: Action = (input, { settings }) => {
  checkNoToken(input);
  return { IndexingRules: [indexingRule(settings)] };
};

function indexingRule(settings: Settings): IndexingRule {
  return (
    settings.get('indexing-rule', INDEXING_RULE_NAME) ?? {
      Name: INDEXING_RULE_NAME,
      ModifiedAt: 0,
      Rule: { Probabilistic: { DesiredSamplingPercentage: 100, ActualSamplingPercentage: 100 } },
    }
  );
}

/** AWS has this rule only. */
export const INDEXING_RULE_NAME = 'Default';
