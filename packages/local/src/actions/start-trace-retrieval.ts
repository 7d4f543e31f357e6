import type { Action } from './action.ts';
import { readRange, readTraceIds } from './parameters.ts';

/** Starts to get traces, which are there already: the retrieval is complete immediately. */
export const startTraceRetrieval: Action = (input, { retrievals }) => {
  readRange(input, false);
  const ids = readTraceIds(input, false).flatMap(({ id }) => (id === undefined ? [] : [id]));
  return { RetrievalToken: retrievals.start(ids) };
};
