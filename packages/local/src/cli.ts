import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { Command, InvalidArgumentError, Option } from 'commander';
import { formatBanner } from './banner.ts';
import { defaultDataFolder } from './data-folder.ts';
import { startLocalXRay } from './local-xray.ts';
import { describePortOwner } from './port-owner.ts';

/** The `xray-local` command. Ends by setting the process's exit code: 0 after SIGINT or SIGTERM, 1 if it could not start. */
export async function runCli(argv: readonly string[], version: string): Promise<void> {
  const command = new Command('xray-local')
    .description('AWS X-Ray on this machine: daemon protocol, API and traces in one process.')
    .version(version)
    .addOption(new Option('--port <number>', 'UDP and TCP port; 0 picks a free one').default(2000).argParser(parsePort))
    .option('--host <host>', 'address or name to listen at', '127.0.0.1')
    .option('--allowed-host <name...>', 'more names under which HTTP requests may ask for it')
    .addOption(new Option('--data-dir <folder>', "where the data is kept (default: the user's data folder)"))
    .addOption(new Option('--memory', 'keep nothing').conflicts('dataDir'))
    .option('--strict', 'refuse what AWS would refuse')
    .action((options: CliOptions) => start(options));
  await command.parseAsync([...argv]);
}

interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly allowedHost?: string[];
  readonly dataDir?: string;
  readonly memory?: boolean;
  readonly strict?: boolean;
}

async function start({
  port,
  host,
  allowedHost = [],
  dataDir: given,
  memory,
  strict = false,
}: CliOptions): Promise<void> {
  const dataDir = memory ? ':memory:' : resolve(given ?? defaultDataFolder(process.platform, process.env));
  try {
    const xray = await startLocalXRay({ port, host, allowedHosts: allowedHost, dataDir, strict });
    // Ready for a signal before the banner says that it runs.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void xray.close());
    const { receiveBufferBytes } = await xray.intake();
    process.stdout.write(formatBanner({ url: xray.url, port: xray.port, dataDir, receiveBufferBytes }, emphasize));
  } catch (error) {
    process.exitCode = 1;
    console.error(`xray-local: ${error instanceof Error ? error.message : String(error)}`);
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      console.error(await describePortOwner(`http://${host.includes(':') ? `[${host}]` : host}:${port}`));
      console.error('Stop it, or choose another port: xray-local --port 2001 (0 picks a free one).');
    }
  }
}

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return port;
}

// styleText leaves pipes and NO_COLOR alone.
function emphasize(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}
