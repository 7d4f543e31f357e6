import { invalidRequest } from '../ground/api-error.ts';
import type { Action } from './action.ts';
import { MAX_POLICY_NAME_LENGTH, readOptionalText, readText } from './parameters.ts';

/** Makes a resource policy, or puts another document in its place. */
export const putResourcePolicy: Action = (input, { resourcePolicies }) => {
  const name = readText(input, 'PolicyName', MAX_POLICY_NAME_LENGTH);
  if (!/^[\w+=,.@-]+$/.test(name)) throw invalidRequest('PolicyName: expected letters, digits and _ + = , . @ -');
  const { PolicyDocument: document } = input;
  if (typeof document !== 'string') throw invalidRequest('PolicyDocument: expected the JSON text of a policy.');
  return {
    ResourcePolicy: resourcePolicies.put(name, document, readOptionalText(input, 'PolicyRevisionId', 64)),
  };
};
