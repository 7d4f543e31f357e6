import type { Command } from 'commander';
import { traceReport } from '../terminal/trace-report.ts';
import { pageOf, printJson, printLines } from './print.ts';
import { addReaderOptions, apiOf, type ReaderOptions } from './reader-options.ts';

/** `xray-local trace <id>`: one trace as a timeline, and its first exception. */
export function addTraceCommand(program: Command): void {
  const command = program
    .command('trace')
    .description('one trace as a timeline')
    .argument('<id>', 'a trace id in either form, or a text that holds one, such as a header');
  addReaderOptions(command).action(async (text: string, options: ReaderOptions) => {
    const { trace, documents } = await apiOf(options).trace(text);
    if (options.json)
      printJson({ ...trace, Segments: documents.map((Document) => ({ Id: Document['id'], Document })) });
    else
      printLines([`${trace.Id}  ${pageOf(trace.Id, options.endpoint)}`, '', ...traceReport(documents, process.cwd())]);
  });
}
