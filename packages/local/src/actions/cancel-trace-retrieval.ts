import type { Action } from './action.ts';
import { MAX_RETRIEVAL_TOKEN_LENGTH, readText } from './parameters.ts';

/** Ends a retrieval; its traces are not answered any more. */
export const cancelTraceRetrieval: Action = (input, { retrievals }) => {
  retrievals.get(readText(input, 'RetrievalToken', MAX_RETRIEVAL_TOKEN_LENGTH)).status = 'CANCELLED';
  return {};
};
