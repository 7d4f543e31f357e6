import { Command, Option } from 'commander';
import { type RunOptions, run } from './run.ts';

/** The `otel-xray-migrate` command. Ends by setting the process's exit code: 0 done, 1 manual work left (with --check), 2 an error. */
export async function runCli(argv: readonly string[], version: string): Promise<void> {
  const program = new Command('otel-xray-migrate')
    .description(
      "Rewrites programs that use the AWS X-Ray SDK to OpenTelemetry's API. Without --write it prints the differences.",
    )
    .version(version)
    .argument('<paths...>', 'files, folders or globs')
    .option('--write', 'change the files')
    .option('--check', 'exit with 1 where work is left')
    .option('--json', 'print findings and totals as JSON')
    .option('--report <file>', 'write the findings: a list as JSON, or Markdown where the name ends with .md')
    .addOption(new Option('--setup <form>', 'write tracing.cjs or tracing.mjs').choices(['cjs', 'esm', 'lambda']))
    .addOption(
      new Option('--annotations <form>', 'how annotations are written').choices(['inline', 'helper', 'config']),
    )
    .option('--tracer-name <name>', "the tracer's name (default: the package's)")
    .addOption(new Option('--mode <mode>', '`shim` only renames the modules').choices(['api', 'shim']))
    .option('--deps', 'with --write: change package.json too')
    .option('--force', 'write although the working tree has changes')
    .exitOverride()
    .action(async (paths: string[], options: Omit<RunOptions, 'version'>) => {
      process.exitCode = await run(paths, { ...options, version }, process.cwd(), {
        out: (text) => void process.stdout.write(text),
        err: (text) => void process.stderr.write(text),
      });
    });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'commander.helpDisplayed' || code === 'commander.version') return;
    if (!code?.startsWith('commander.')) console.error(`otel-xray-migrate: ${message}`);
    process.exitCode = 2;
  }
}
