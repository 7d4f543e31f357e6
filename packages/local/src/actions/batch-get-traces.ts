import { toFullTrace } from '../trace/full-trace.ts';
import type { Action } from './action.ts';
import { checkNoToken, readTraceIds } from './parameters.ts';

/** Answers whole traces by id, all on one page. */
export const batchGetTraces: Action = (input, { traces, strict }) => {
  checkNoToken(input);
  const found = readTraceIds(input, strict).map(({ given, id }) => ({ given, id, assembled: id && traces.get(id) }));
  return {
    Traces: found.flatMap(({ id, assembled }) => (id && assembled ? [toFullTrace(id, assembled.tree)] : [])),
    UnprocessedTraceIds: found.filter(({ assembled }) => !assembled).map(({ given }) => given),
  };
};
