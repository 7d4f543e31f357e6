import type { Command } from 'commander';
import { addReaderOptions, apiOf, type ReaderOptions } from './reader-options.ts';

/** `xray-local mcp`: lets an agent query a running Local X-Ray, over the standard input and output. */
export function addMcpCommand(program: Command): void {
  const command = program
    .command('mcp')
    .description('a server of the Model Context Protocol, for agents, over the standard input and output')
    .option('--allow-writes', 'let agents forget what is stored');
  addReaderOptions(command).action(async (options: ReaderOptions & { allowWrites?: boolean }) => {
    // Loaded here, as no other command needs them.
    const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
    const { createMcpServer } = await import('../mcp/server.ts');
    const { endpoint, allowWrites = false } = options;
    const version = program.version() ?? '';
    serveStdio(() => createMcpServer({ api: apiOf(options), endpoint, version, allowWrites }));
  });
}
