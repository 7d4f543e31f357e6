import type { Action } from './action.ts';
import { checkNoToken, MAX_ARN_LENGTH, readText } from './parameters.ts';

/** Answers the tags of a group or a sampling rule, all on one page. */
export const listTagsForResource: Action = (input, { tags }) => {
  checkNoToken(input);
  return { Tags: tags.of(readText(input, 'ResourceARN', MAX_ARN_LENGTH)) };
};
