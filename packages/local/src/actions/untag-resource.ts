import type { Action } from './action.ts';
import { MAX_ARN_LENGTH, readText, readTexts } from './parameters.ts';

/** Takes tags off a group or a sampling rule; keys that are not there do no harm. */
export const untagResource: Action = (input, { tags }) => {
  tags.remove(readText(input, 'ResourceARN', MAX_ARN_LENGTH), readTexts(input, 'TagKeys'));
  return {};
};
