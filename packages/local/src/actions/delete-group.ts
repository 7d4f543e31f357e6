import type { Action } from './action.ts';

/** Removes a group, and its tags. */
export const deleteGroup: Action = (input, { groups, tags }) => {
  tags.forget(groups.remove(input).GroupARN);
  return {};
};
