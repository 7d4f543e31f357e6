import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { printLines } from './print.ts';
import { addRangeOptions, apiOf, questionOf, type RangeOptions } from './reader-options.ts';

/** `xray-local export`: traces as a file that `import`, and other programs, can read. */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('traces as JSON, as BatchGetTraces answers them')
    .argument('[filter]', 'a filter expression; all traces without one')
    .addOption(new Option('-o, --output <file>', 'where to write it (default: the standard output)'));
  addRangeOptions(command).action(async (filter: string | undefined, options: RangeOptions & { output?: string }) => {
    const api = apiOf(options);
    const summaries = await api.summaries(questionOf(options, filter));
    const text = JSON.stringify({ Traces: await api.traces(summaries.map(({ Id }) => Id)) }, null, 1);
    if (options.output === undefined) printLines([text]);
    else await writeFile(options.output, `${text}\n`);
  });
}
