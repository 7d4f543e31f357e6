import type { ExportFormat } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import { nextTurn } from '../ground/next-turn.ts';
import { toOtlpSpans } from '../otlp/to-otlp.ts';
import { toFullTrace } from '../trace/full-trace.ts';
import type { ConsoleContext } from './console-context.ts';
import { optionalText, readScope, readTraceIds } from './parameters.ts';
import { ProblemError } from './problem.ts';
import { selectScope, toSelection } from './scope.ts';

/** `GET /-/export`: traces as a file, piece by piece, so that a large one is never in memory as a whole. */
export async function exportTraces(
  input: JsonObject,
  context: ConsoleContext,
): Promise<{ readonly name: string; readonly body: AsyncGenerator<string> }> {
  const format = (optionalText(input, 'format') ?? 'bundle') as ExportFormat;
  const toText = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!toText) throw new ProblemError(`format: expected ${Object.keys(FORMATS).join(', ')}.`);
  const ids = readTraceIds(input, 'id') ?? (await idsOf(input, context));
  const [only] = ids;
  const name = ids.length === 1 && only !== undefined ? only : 'traces';
  return { name: `${name}.${format}.json`, body: joined(toText, ids, context) };
}

interface Format {
  readonly begin: string;
  readonly end: string;
  /** The members of the list that a trace comes to. */
  readonly texts: (id: string, context: ConsoleContext) => readonly string[];
}

async function idsOf(input: JsonObject, context: ConsoleContext): Promise<string[]> {
  const scope = readScope(input);
  const ids: string[] = [];
  for await (const { rows } of selectScope(context, toSelection(scope, context), scope.hide))
    for (const { id } of rows) ids.push(id);
  return ids;
}

async function* joined(
  { begin, end, texts }: Format,
  ids: readonly string[],
  context: ConsoleContext,
): AsyncGenerator<string> {
  yield begin;
  let separator = '';
  for (const id of ids) {
    for (const text of texts(id, context)) {
      yield separator + text;
      separator = ',\n';
    }
    await nextTurn();
  }
  yield end;
}

const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  xray: {
    begin: '{"Traces":[\n',
    end: '\n]}\n',
    texts: (id, { traces }) => {
      const tree = traces.get(id)?.tree;
      return tree ? [JSON.stringify(toFullTrace(id, tree))] : [];
    },
  },
  otlp: {
    begin: '{"resourceSpans":[\n',
    end: '\n]}\n',
    texts: (id, { traces, store }) => {
      const tree = traces.get(id)?.tree;
      return tree ? toOtlpSpans(id, tree, (entity) => store.translation(id, entity)) : [];
    },
  },
  bundle: {
    begin: '{"bundle":"xray-local","version":1,"documents":[\n',
    end: '\n]}\n',
    texts: (id, { store }) =>
      [...store.documents(id)].map(({ text, arrivedMillis, way, sender }) =>
        JSON.stringify({ text, arrived: Math.round(arrivedMillis * 1e3), way, sender }),
      ),
  },
};
