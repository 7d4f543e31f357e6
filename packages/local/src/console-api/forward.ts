import type { ForwardAnswer } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import type { ConsoleContext } from './console-context.ts';
import { readTraceIds } from './parameters.ts';
import { ProblemError } from './problem.ts';

/** `POST /-/forward`: sends the documents of some traces on to real X-Ray, if it was started with a way to. */
export async function forwardTraces(input: JsonObject, { store, options }: ConsoleContext): Promise<ForwardAnswer> {
  const { forward } = options;
  if (!forward) throw new ProblemError('This Local X-Ray was not started to forward traces.');
  const ids = readTraceIds(input, 'ids') ?? [];
  const documents = ids.flatMap((id) => [...store.documents(id)].map(({ text }) => text));
  const refused = documents.length === 0 ? [] : await forward(documents);
  return {
    sent: documents.length - refused.length,
    unprocessed: refused.map(({ Id: id, ErrorCode: code, Message: message }) => ({
      ...(id !== undefined && { id }),
      code,
      message,
    })),
  };
}
