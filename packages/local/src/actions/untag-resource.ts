import type { Action } from './action.ts';
import { MAX_ARN_LENGTH, readText, readTexts } from './parameters.ts';

/** Removes tags of a group or a sampling rule; missing keys are ignored. */
export const untagResource: Action = (input, { tags }) => {
  tags.remove(readText(input, 'ResourceARN', MAX_ARN_LENGTH), readTexts(input, 'TagKeys'));
  return {};
};
