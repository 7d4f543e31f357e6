import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { addRangeOptions, apiOf, questionOf, type RangeOptions } from './reader-options.ts';

/** `xray-local export`: traces as a file that `import`, the console, and other programs can read. */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('traces as JSON')
    .argument('[filter]', 'a filter expression; all traces without one')
    .addOption(
      new Option(
        '-f, --format <format>',
        'xray: as BatchGetTraces answers; documents: as sent, one a line; otlp: OTLP/JSON; bundle: all that was received',
      )
        .choices(['xray', 'documents', 'otlp', 'bundle'])
        .default('xray'),
    )
    .option('-o, --output <file>', 'where to write it (default: the standard output)');
  addRangeOptions(command).action(async (filter: string | undefined, options: ExportOptions) => {
    const traces = await apiOf(options).export(options.format, questionOf(options, filter));
    if (options.output === undefined) await pipeline(traces, process.stdout, { end: false });
    else await pipeline(traces, createWriteStream(options.output));
  });
}

interface ExportOptions extends RangeOptions {
  readonly format: string;
  readonly output?: string;
}
