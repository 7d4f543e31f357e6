import type { Action } from './action.ts';
import { checkNoToken } from './parameters.ts';

/** Answers the resource policies, all on one page. */
export const listResourcePolicies: Action = (input, { resourcePolicies }) => {
  checkNoToken(input);
  return { ResourcePolicies: resourcePolicies.all() };
};
