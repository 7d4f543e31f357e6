import { basename } from 'node:path';
import type { LogLevel } from '@otel-xray/console/contract';
import { type Command, Option } from 'commander';
import { LOG_LEVELS } from '../ground/log-level.ts';
import { logLines } from '../terminal/log-lines.ts';
import { followFile, Lines } from './follow.ts';
import { LogSender } from './log-sender.ts';
import { printJson, printLines } from './print.ts';
import { addRangeOptions, apiOf, parseCount, questionOf, type RangeOptions } from './reader-options.ts';

interface LogsOptions extends RangeOptions {
  readonly follow?: string[];
  readonly level?: LogLevel;
  readonly number: number;
}

/** `xray-local logs`: finds stored log records, or sends those of files. */
export function addLogsCommand(program: Command): void {
  const command = program
    .command('logs')
    .description('log records that name a trace: finds a string in them, or sends the lines of files')
    .argument('[text]', 'a string to find; all records without one')
    .addOption(new Option('--level <level>', 'the lowest level to print').choices(LOG_LEVELS))
    .addOption(new Option('-n, --number <number>', 'how many, the newest').default(100).argParser(parseCount))
    .option(
      '--follow <file...>',
      'send the lines of files that name a trace, and those that are appended; - is the standard input',
    );
  addRangeOptions(command).action(async (text: string | undefined, options: LogsOptions) => {
    if (options.follow) await follow(options.follow, options);
    else await find(text, options);
  });
}

async function find(text: string | undefined, options: LogsOptions): Promise<void> {
  const { level, number, json } = options;
  const logs = await apiOf(options).logs({ ...questionOf(options, undefined), text, level, limit: number });
  if (json) printJson(logs);
  else printLines(logLines(logs));
}

/** Runs until the standard input ends, or a signal. */
async function follow(files: readonly string[], options: LogsOptions): Promise<void> {
  const stop = new AbortController();
  const sender = new LogSender(apiOf(options), (message) => console.error(`xray-local: ${message}`));
  const onSignal = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    await Promise.all(files.map((file) => followOne(file, sender, stop.signal)));
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    await sender.flush();
  }
}

async function followOne(file: string, sender: LogSender, signal: AbortSignal): Promise<void> {
  const source = { file: file === '-' ? 'stdin' : basename(file) };
  if (file !== '-') return followFile(file, (line) => sender.add(line, source), signal);
  const lines = new Lines((line) => sender.add(line, source));
  signal.addEventListener('abort', () => process.stdin.destroy());
  for await (const chunk of process.stdin) lines.add(chunk as Buffer);
  lines.end();
}
