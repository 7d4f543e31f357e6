import type { ExportFormat } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import { nextTurn } from '../ground/next-turn.ts';
import { toOtlpSpans } from '../otlp/to-otlp.ts';
import type { StoredLog } from '../store/log-rows.ts';
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
  const toFile = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!toFile) throw new ProblemError(`format: expected ${Object.keys(FORMATS).join(', ')}.`);
  const ids = readTraceIds(input, 'id') ?? (await idsOf(input, context));
  const [only] = ids;
  const name = ids.length === 1 && only !== undefined ? only : 'traces';
  return { name: `${name}.${format}.json`, body: joined(toFile, ids, context) };
}

interface Format {
  /** Between members; default a comma and a line break. */
  readonly separator?: string;
  readonly lists: readonly {
    readonly begin: string;
    /** The members of the list that a trace adds. */
    readonly texts: (id: string, context: ConsoleContext) => readonly string[];
  }[];
  readonly end: string;
}

async function idsOf(input: JsonObject, context: ConsoleContext): Promise<string[]> {
  const scope = readScope(input);
  const ids: string[] = [];
  for await (const { rows } of selectScope(context, toSelection(scope, context), scope.hide))
    for (const { id } of rows) ids.push(id);
  return ids;
}

async function* joined(
  { separator: between = ',\n', lists, end }: Format,
  ids: readonly string[],
  context: ConsoleContext,
): AsyncGenerator<string> {
  for (const { begin, texts } of lists) {
    yield begin;
    let separator = '';
    for (const id of ids) {
      for (const text of texts(id, context)) {
        yield separator + text;
        separator = between;
      }
      await nextTurn();
    }
  }
  yield end;
}

function toBundled({ traceId, entity, atMicros: at, severity, service, source, text, attributes }: StoredLog): string {
  const members: unknown = attributes === undefined ? undefined : JSON.parse(attributes);
  return JSON.stringify({ traceId, entity, at, severity, service, source, text, attributes: members });
}

/** Log records of one trace in a bundle. */
const MAX_LOGS = 100_000;

const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  documents: {
    separator: '\n',
    // A document that was sent on several lines is joined: a line break in a string is escaped.
    lists: [
      {
        begin: '',
        texts: (id, { store }) => [...store.documents(id)].map(({ text }) => text.replace(/\s*[\r\n]\s*/g, ' ')),
      },
    ],
    end: '\n',
  },
  xray: {
    lists: [
      {
        begin: '{"Traces":[\n',
        texts: (id, { traces }) => {
          const tree = traces.get(id)?.tree;
          return tree ? [JSON.stringify(toFullTrace(id, tree))] : [];
        },
      },
    ],
    end: '\n]}\n',
  },
  otlp: {
    lists: [
      {
        begin: '{"resourceSpans":[\n',
        texts: (id, { traces, store }) => {
          const tree = traces.get(id)?.tree;
          return tree ? toOtlpSpans(id, tree, (entity) => store.translation(id, entity)) : [];
        },
      },
    ],
    end: '\n]}\n',
  },
  bundle: {
    lists: [
      {
        begin: '{"bundle":"xray-local","version":1,"documents":[\n',
        texts: (id, { store }) =>
          [...store.documents(id)].map(({ text, arrivedMillis, way, sender }) =>
            JSON.stringify({ text, arrived: Math.round(arrivedMillis * 1e3), way, sender }),
          ),
      },
      {
        begin: '\n],"logs":[\n',
        texts: (id, { store }) => store.logs.select({ traceId: id, order: 'oldest', limit: MAX_LOGS }).map(toBundled),
      },
    ],
    end: '\n]}\n',
  },
};
