import type { TraceChange, TraceRow, TracesAnswer } from '@otel-xray/console/contract';
import type { Command } from 'commander';
import { type Api, UnreachableError } from '../client/api.ts';
import { withoutUndefined } from '../ground/json.ts';
import { type LineSummary, OPERATION_KEYS } from '../terminal/trace-line.ts';
import { readEvents } from './event-stream.ts';
import { printLines, printTraces } from './print.ts';
import { addReaderOptions, apiOf, parseCount, type ReaderOptions } from './reader-options.ts';

/** `xray-local tail`: a line for each new trace, until Ctrl+C. */
export function addTailCommand(program: Command): void {
  const command = program
    .command('tail')
    .description('traces as they come')
    .argument('[filter]', 'a filter expression; all traces without one')
    .option('-n, --lines <count>', 'how many of the last traces to begin with', parseCount, 10);
  addReaderOptions(command).action(async (filter: string | undefined, options: ReaderOptions & { lines: number }) => {
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    const print = (rows: readonly TraceRow[]): void => {
      const summaries = [...rows].sort((a, b) => a.start - b.start).map(toSummary);
      if (options.json) printLines(summaries.map((summary) => JSON.stringify(summary)));
      else printTraces(summaries, options.endpoint);
    };
    try {
      await follow(apiOf(options), { filter, lines: options.lines, print, signal: stop.signal });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  });
}

interface Following {
  readonly filter: string | undefined;
  readonly lines: number;
  readonly print: (rows: readonly TraceRow[]) => void;
  readonly signal: AbortSignal;
}

// A trace arrives in several documents: it is printed when it has not changed for a while, and again if it changes later.
async function follow(api: Api, { filter, lines, print, signal }: Following): Promise<void> {
  const scope = filter === undefined ? {} : { filter };
  const query = async (more: object): Promise<TracesAnswer> =>
    (await api.call('/-/traces/query', { ...scope, ...more })) as unknown as TracesAnswer;
  const { rows, cursor } = await query({ limit: Math.min(Math.max(lines, 1), MAX_ROWS) });
  if (lines > 0) print(rows);

  const changedAt = new Map<string, number>();
  const printSettled = async (): Promise<void> => {
    const settled = [...changedAt].filter(([, at]) => Date.now() - at >= SETTLED_MILLIS).map(([id]) => id);
    for (const id of settled) changedAt.delete(id);
    for (let i = 0; i < settled.length; i += MAX_ROWS)
      print((await query({ ids: settled.slice(i, i + MAX_ROWS), limit: MAX_ROWS })).rows);
  };
  let failed: unknown;
  const broken = new AbortController();
  const stream = await api.events(cursor, AbortSignal.any([signal, broken.signal]));
  const timer = setInterval(() => {
    printSettled().catch((error: unknown) => {
      // The same end as that of the events, which may be seen a moment later.
      failed ??= error instanceof UnreachableError ? ended(error) : error;
      broken.abort();
    });
  }, LOOK_MILLIS);
  try {
    for await (const { event, data } of readEvents(stream)) {
      if (event !== 'traces') continue;
      for (const { id } of JSON.parse(data) as TraceChange[]) changedAt.set(id, Date.now());
    }
  } catch (cause) {
    failed ??= ended(cause);
  } finally {
    clearInterval(timer);
  }
  throw failed ?? ended();
}

function ended(cause?: unknown): Error {
  return new Error('The Local X-Ray has ended.', { cause });
}

function toSummary(row: TraceRow): LineSummary {
  const { id, start, root, responseTime, operation, method, url, status, flags, services } = row;
  const toServiceId = ({ name, type, account }: TraceRow['services'][number]): LineSummary['ServiceIds'][number] => ({
    Name: name,
    Names: [name],
    AccountId: account,
    Type: type ?? '',
  });
  return withoutUndefined({
    Id: id,
    Revision: row.revision,
    StartTime: start / 1e6,
    ResponseTime: responseTime === undefined ? undefined : responseTime / 1e6,
    HasFault: flags.includes('fault'),
    HasError: flags.includes('error'),
    IsPartial: flags.includes('partial'),
    Http: withoutUndefined({ HttpMethod: method, HttpURL: url, HttpStatus: status }) as LineSummary['Http'],
    EntryPoint: root && toServiceId(root),
    ServiceIds: services.map(toServiceId),
    Annotations:
      operation !== undefined && root !== undefined
        ? { [OPERATION_KEYS[0]]: [{ AnnotationValue: { StringValue: operation }, ServiceIds: [toServiceId(root)] }] }
        : {},
  }) as LineSummary;
}

const SETTLED_MILLIS = 400;
const LOOK_MILLIS = 100;
const MAX_ROWS = 500;
