import type { NotesAnswer } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import { adviceFor } from './advice.ts';
import type { ConsoleContext } from './console-context.ts';
import { readScope } from './parameters.ts';

/** `GET /-/notes?start=&end=`: all diagnostics by kind. */
export async function readNotes(input: JsonObject, { store, traces }: ConsoleContext): Promise<NotesAnswer> {
  await traces.upToDate();
  const { start = 0, end = Number.MAX_SAFE_INTEGER } = readScope({ start: input['start'], end: input['end'] });
  return {
    kinds: store.lists
      .noteKinds(start, end)
      .map(({ code, count, traces: inTraces, id, entity, message, start: at }) => ({
        code,
        count,
        traces: inTraces,
        advice: adviceFor(code),
        last: { traceId: id, ...(entity !== '' && { entity }), message, start: at },
      })),
  };
}
