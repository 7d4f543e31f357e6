import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import type { TraceSummary } from '../summary.ts';
import type { Api } from './api.ts';
import { printLines, printTraces } from './print.ts';
import { addReaderOptions, apiOf, parseCount, type ReaderOptions } from './reader-options.ts';

/** `xray-local tail`: a line for each trace as it comes, until Ctrl+C. */
export function addTailCommand(program: Command): void {
  const command = program
    .command('tail')
    .description('traces as they come')
    .argument('[filter]', 'a filter expression; all traces without one')
    .option('-n, --lines <count>', 'how many of the last traces to begin with', parseCount, 10);
  addReaderOptions(command).action(async (filter: string | undefined, options: ReaderOptions & { lines: number }) => {
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    const print = (summaries: readonly TraceSummary[]): void =>
      options.json ? printLines(summaries.map((summary) => JSON.stringify(summary))) : printTraces(summaries);
    await follow(apiOf(options), { filter, first: options.lines, print, signal: stop.signal });
  });
}

interface Following {
  readonly filter: string | undefined;
  readonly first: number;
  readonly print: (summaries: readonly TraceSummary[]) => void;
  readonly signal: AbortSignal;
}

// A trace comes in several documents: it is printed when it did not change between two looks, and again if it does later.
async function follow(api: Api, { filter, first, print, signal }: Following): Promise<void> {
  const look = async (): Promise<TraceSummary[]> => {
    const now = Date.now() / 1_000;
    return api.summaries({ start: now - LOOK_BACK_SECONDS, end: now + LOOK_BACK_SECONDS, filter });
  };
  let before = revisionsOf(await look());
  const printed = new Map<string, number>();
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const summaries = await look();
    const settled = summaries.filter(({ Id, Revision }) => before.get(Id) === Revision && printed.get(Id) !== Revision);
    print(isFirst ? settled.slice(Math.max(0, settled.length - first)) : settled);
    for (const { Id, Revision } of settled) printed.set(Id, Revision);
    before = revisionsOf(summaries);
    for (const id of printed.keys()) if (!before.has(id)) printed.delete(id);
    await setTimeout(LOOK_MILLIS, undefined, { signal }).catch(() => {});
  }
}

function revisionsOf(summaries: readonly TraceSummary[]): Map<string, number> {
  return new Map(summaries.map(({ Id, Revision }) => [Id, Revision]));
}

const LOOK_MILLIS = 400;
const LOOK_BACK_SECONDS = 900;
