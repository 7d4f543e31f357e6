import { Command } from 'commander';
import { addExportCommand } from './cli/export.ts';
import { addImportCommand } from './cli/import.ts';
import { addInsightsCommand } from './cli/insights.ts';
import { addLogsCommand } from './cli/logs.ts';
import { addMapCommand } from './cli/map.ts';
import { addMcpCommand } from './cli/mcp.ts';
import { addOpenCommand } from './cli/open.ts';
import { addQueryCommand } from './cli/query.ts';
import { addStart } from './cli/start.ts';
import { addTailCommand } from './cli/tail.ts';
import { addTraceCommand } from './cli/trace.ts';
import { limitYoungGeneration } from './cli/young-generation.ts';

/** Without it V8 takes 100 MB more while many documents arrive. */
const MAX_YOUNG_GENERATION_BYTES = 16 * 2 ** 20;

/** The `xray-local` command. Sets the process's exit code: 1 after any error, which it prints in one line. */
export async function runCli(argv: readonly string[], version: string): Promise<void> {
  limitYoungGeneration(MAX_YOUNG_GENERATION_BYTES);
  const program = new Command('xray-local')
    .description('AWS X-Ray on this machine: daemon protocol, API and traces in one process.')
    .version(version);
  for (const add of [addStart, addTailCommand, addTraceCommand, addMapCommand, addQueryCommand]) add(program);
  for (const add of [addExportCommand, addImportCommand, addOpenCommand, addMcpCommand]) add(program);
  for (const add of [addLogsCommand, addInsightsCommand]) add(program);
  // The reader closed the pipe, such as `head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
  });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = 1;
    console.error(`xray-local: ${error instanceof Error ? error.message : String(error)}`);
  }
}
