import type { Command } from 'commander';
import { agentText } from '../mcp/agent-text.ts';
import { logLines } from '../terminal/log-lines.ts';
import { traceReport } from '../terminal/trace-report.ts';
import { timesOf } from '../trace/documents.ts';
import { pageOf, printJson, printLines } from './print.ts';
import { addReaderOptions, apiOf, type ReaderOptions } from './reader-options.ts';

interface TraceOptions extends ReaderOptions {
  readonly logs?: boolean;
  readonly forAgent?: boolean;
}

/** `xray-local trace <id>`: one trace as a timeline, its first exception, and its log records. */
export function addTraceCommand(program: Command): void {
  const command = program
    .command('trace')
    .description('one trace as a timeline')
    .argument('<id>', 'a trace id in either form, or a string that holds one, such as a header');
  command.option('--logs', 'its log records, too');
  command.option('--for-agent', 'as Markdown to paste into the chat of a coding agent');
  addReaderOptions(command).action(async (text: string, options: TraceOptions) => {
    const api = apiOf(options);
    const { trace, documents } = await api.trace(text);
    const logs = options.logs || options.forAgent ? await api.traceLogs(trace.Id) : [];
    const url = pageOf(trace.Id, options.endpoint);
    if (options.forAgent) {
      printLines([agentText({ id: trace.Id, url, documents, logs })]);
      return;
    }
    if (options.json) {
      const Segments = documents.map((Document) => ({ Id: Document['id'], Document }));
      printJson({ ...trace, Segments, ...(options.logs && { logs }) });
      return;
    }
    const start = Math.min(...documents.map((document) => timesOf(document).start)) * 1e6;
    printLines([
      ...[`${trace.Id}  ${url}`, '', ...traceReport(documents, process.cwd())],
      ...(options.logs ? ['', ...(logs.length > 0 ? logLines(logs, start) : ['No log records.'])] : []),
    ]);
  });
}
