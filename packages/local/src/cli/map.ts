import type { Command } from 'commander';
import { serviceMap } from '../terminal/service-map.ts';
import { printJson, printLines } from './print.ts';
import { addRangeOptions, apiOf, questionOf, type RangeOptions } from './reader-options.ts';

/** `xray-local map`: the service map, of all traces or of those that a filter selects. */
export function addMapCommand(program: Command): void {
  const command = program
    .command('map')
    .description('the service map')
    .argument('[filter]', 'a filter expression; all traces without one');
  addRangeOptions(command).action(async (filter: string | undefined, options: RangeOptions) => {
    const services = await apiOf(options).map(questionOf(options, filter));
    if (options.json) printJson(services);
    else printLines(services.length > 0 ? serviceMap(services) : ['No traces.']);
  });
}
