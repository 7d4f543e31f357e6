import type { Action } from './action.ts';
import { checkNoToken } from './parameters.ts';

/** Answers the groups, `Default` first, all on one page. */
export const getGroups: Action = (input, { groups }) => {
  checkNoToken(input);
  return { Groups: groups.all() };
};
