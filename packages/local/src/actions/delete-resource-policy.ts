import type { Action } from './action.ts';
import { MAX_POLICY_NAME_LENGTH, readOptionalText, readText } from './parameters.ts';

/** Removes a resource policy. */
export const deleteResourcePolicy: Action = (input, { resourcePolicies }) => {
  const name = readText(input, 'PolicyName', MAX_POLICY_NAME_LENGTH);
  resourcePolicies.remove(name, readOptionalText(input, 'PolicyRevisionId', 64));
  return {};
};
