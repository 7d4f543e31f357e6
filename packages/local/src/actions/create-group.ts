import { readTags } from '../account/tags.ts';
import type { Action } from './action.ts';
import { readObjects } from './parameters.ts';

/** Makes a group. */
export const createGroup: Action = (input, { groups, tags }) => {
  const given = readTags(readObjects(input, 'Tags'));
  const group = groups.create(input);
  if (given.length > 0) tags.add(group.GroupARN, given);
  return { Group: group };
};
