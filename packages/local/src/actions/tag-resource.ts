import { readTags } from '../account/tags.ts';
import type { Action } from './action.ts';
import { MAX_ARN_LENGTH, readObjects, readText } from './parameters.ts';

/** Puts tags on a group or a sampling rule. */
export const tagResource: Action = (input, { tags }) => {
  tags.add(readText(input, 'ResourceARN', MAX_ARN_LENGTH), readTags(readObjects(input, 'Tags')));
  return {};
};
