import type { Command } from 'commander';
import { printJson, printTraces } from './print.ts';
import { addRangeOptions, apiOf, parseCount, questionOf, type RangeOptions } from './reader-options.ts';

/** `xray-local query '<filter>'`: the traces that a filter selects, oldest first, as lines. */
export function addQueryCommand(program: Command): void {
  const command = program
    .command('query')
    .description('the traces that a filter expression selects')
    .argument('[filter]', `such as 'service("payment-api") { fault }'; all traces without one`)
    .option('-n, --limit <count>', 'at most so many, the newest', parseCount, 100);
  addRangeOptions(command).action(async (filter: string | undefined, options: RangeOptions & { limit: number }) => {
    const summaries = await apiOf(options).summaries(questionOf(options, filter), options.limit);
    if (options.json) printJson(summaries);
    else printTraces(summaries, options.endpoint);
  });
}
