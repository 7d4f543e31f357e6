import type { Command } from 'commander';
import { findTraceId } from '../client/trace-id.ts';
import { traceReport } from '../terminal/trace-report.ts';
import type { EntityDocument } from '../trace/documents.ts';
import { pageOf, printJson, printLines } from './print.ts';
import { addReaderOptions, apiOf, type ReaderOptions } from './reader-options.ts';

/** `xray-local trace <id>`: one trace as a timeline, and its first exception. */
export function addTraceCommand(program: Command): void {
  const command = program
    .command('trace')
    .description('one trace as a timeline')
    .argument('<id>', 'a trace id in either form, or a text that holds one, such as a header');
  addReaderOptions(command).action(async (text: string, options: ReaderOptions) => {
    const id = findTraceId(text);
    if (id === undefined) throw new Error(`${JSON.stringify(text)} holds no trace id.`);
    const [trace] = await apiOf(options).traces([id]);
    if (!trace) throw new Error(`There is no trace ${id}.`);
    const documents = trace.Segments.map(({ Document }) => JSON.parse(Document) as EntityDocument);
    if (options.json)
      printJson({ ...trace, Segments: documents.map((Document) => ({ Id: Document['id'], Document })) });
    else printLines([`${id}  ${pageOf(id, options.endpoint)}`, '', ...traceReport(documents, process.cwd())]);
  });
}
