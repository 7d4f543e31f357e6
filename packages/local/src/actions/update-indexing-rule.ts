import type { IndexingRule } from '../account/settings.ts';
import { invalidRequest, notFound } from '../ground/api-error.ts';
import { numberIn, objectIn } from '../ground/json.ts';
import type { Action } from './action.ts';
import { INDEXING_RULE_NAME } from './get-indexing-rules.ts';
import { readText } from './parameters.ts';

/** Stores the requested percentage. */
export const updateIndexingRule: Action = (input, { settings, now }) => {
  const name = readText(input, 'Name', 32);
  if (name !== INDEXING_RULE_NAME) throw notFound(`Name: there is no indexing rule ${JSON.stringify(name)}.`, name);
  const percentage = numberIn(objectIn(objectIn(input['Rule'])['Probabilistic'])['DesiredSamplingPercentage']);
  if (percentage === undefined || percentage < 0 || percentage > 100)
    throw invalidRequest('Rule.Probabilistic.DesiredSamplingPercentage: expected a number from 0 to 100.');
  const rule: IndexingRule = {
    Name: name,
    ModifiedAt: now() / 1e3,
    Rule: { Probabilistic: { DesiredSamplingPercentage: percentage, ActualSamplingPercentage: 100 } },
  };
  settings.put('indexing-rule', name, rule);
  return { IndexingRule: rule };
};
