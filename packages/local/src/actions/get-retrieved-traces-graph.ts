import type { Action } from './action.ts';
import { serviceGraphOf } from './get-trace-graph.ts';
import { checkNoToken, MAX_RETRIEVAL_TOKEN_LENGTH, readText } from './parameters.ts';

/** Answers the map of a retrieval's traces, all on one page. */
export const getRetrievedTracesGraph: Action = (input, { retrievals, store, traces }) => {
  const { status, traceIds } = retrievals.get(readText(input, 'RetrievalToken', MAX_RETRIEVAL_TOKEN_LENGTH));
  checkNoToken(input);
  const services = status === 'COMPLETE' ? serviceGraphOf(traceIds, { store, traces }) : [];
  return { RetrievalStatus: status, Services: services.map((Service) => ({ Service, Links: [] })) };
};
