import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SigningCredentials } from '../ground/signature.ts';
import { formatBanner } from '../server/banner.ts';
import { defaultDataFolder } from '../server/data-folder.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';
import { describePortOwner } from '../server/port-owner.ts';
import { paint } from '../terminal/paint.ts';
import { execute } from './exec.ts';
import { createForward } from './forward.ts';

/** `xray-local` without a command: runs until it is stopped, or as long as the command behind `--exec` does. */
export function addStart(program: Command): void {
  program
    .addOption(
      new Option('--port <number>', 'UDP and TCP port; 0 picks a free one (default: 2000, 0 with --exec)').argParser(
        parsePort,
      ),
    )
    .option('--host <host>', 'address or name to listen at', '127.0.0.1')
    .option('--allowed-host <name...>', 'more names under which HTTP requests may ask for it')
    .option('--allowed-origin <origin...>', 'web pages that may send OTLP, such as http://localhost:5173')
    .addOption(
      new Option(
        '--otlp-http-port <number>',
        'OTLP over HTTP too (default: 4318, none with --port 0 or --exec)',
      ).argParser(parsePort),
    )
    .addOption(
      new Option('--otlp-grpc-port <number>', 'OTLP over gRPC (default: 4317, none with --port 0 or --exec)').argParser(
        parsePort,
      ),
    )
    .option('--no-otlp-ports', 'listen at no port besides --port')
    .addOption(
      new Option(
        '--otlp-shape <shape>',
        "documents of OTLP's spans: as our exporter sends them, or as X-Ray's OTLP endpoint indexes them",
      )
        .choices(['exporter', 'xray'])
        .default('exporter'),
    )
    .addOption(
      new Option(
        '--data-dir <folder>',
        "where the data is kept (default: the user's data folder; nowhere with --exec)",
      ),
    )
    .addOption(new Option('--memory', 'keep nothing').conflicts('dataDir'))
    .option('--strict', 'refuse what AWS would refuse')
    .option(
      '--check-signatures',
      "refuse requests that are not signed with this environment's AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    )
    .option(
      '--forward [region]',
      'let the console send traces on to AWS X-Ray, with the AWS credentials of this environment',
    )
    .option(
      '--lambda <function>',
      'the AWS Lambda function of subsegments that name none (default with --exec: AWS_LAMBDA_FUNCTION_NAME)',
    )
    .option('--exec <command>', 'run a command that sends here, and end with it')
    .option('--fail-on <filter...>', 'with --exec: fail if a filter expression selects a trace')
    .action((options: StartOptions) => start(options));
}

interface StartOptions {
  readonly port?: number;
  readonly host: string;
  readonly allowedHost?: string[];
  readonly allowedOrigin?: string[];
  readonly otlpHttpPort?: number;
  readonly otlpGrpcPort?: number;
  /** `false` with `--no-otlp-ports`. */
  readonly otlpPorts: boolean;
  readonly dataDir?: string;
  readonly memory?: boolean;
  readonly strict?: boolean;
  readonly checkSignatures?: boolean;
  readonly forward?: string | true;
  readonly lambda?: string;
  readonly otlpShape: 'exporter' | 'xray';
  readonly exec?: string;
  readonly failOn?: string[];
}

async function start(options: StartOptions): Promise<void> {
  const { host, allowedHost: allowedHosts = [], strict = false, exec, failOn = [] } = options;
  const credentials = options.checkSignatures ? [keyOf(process.env)] : [];
  const port = options.port ?? (exec === undefined ? 2000 : 0);
  const { allowedOrigin: allowedOrigins = [] } = options;
  const isKept = !options.memory && (exec === undefined || options.dataDir !== undefined);
  const dataDir = isKept ? resolve(options.dataDir ?? defaultDataFolder(process.platform, process.env)) : ':memory:';
  const forward = options.forward && (await createForward(options.forward === true ? undefined : options.forward));
  const lambda = options.lambda ?? (exec === undefined ? undefined : process.env['AWS_LAMBDA_FUNCTION_NAME']);
  if (exec === undefined && failOn.length > 0) throw new Error('--fail-on is for --exec only.');

  const xray = await startLocalXRay({
    port,
    host,
    allowedHosts,
    allowedOrigins,
    dataDir,
    strict,
    credentials,
    ...(options.otlpPorts && otlpPorts(options, port)),
    ...(lambda && { lambdaFunctionName: lambda }),
    otlpShape: options.otlpShape,
    ...(forward && { forward }),
  }).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const owner = await describePortOwner(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    const advice = 'Stop it, or choose another port: xray-local --port 2001 (0 picks a free one).';
    throw new Error(`${(error as Error).message}\n${owner}\n${advice}`, { cause: error });
  });
  if (exec === undefined) return runUntilStopped(xray, dataDir, host);
  try {
    process.exitCode = await execute(xray, exec, failOn);
  } finally {
    await xray.close();
  }
}

/** Where OpenTelemetry's exporters look by default, unless the main port is any free one, as in tests. */
function otlpPorts(
  { otlpHttpPort, otlpGrpcPort }: StartOptions,
  port: number,
): { otlpHttpPort?: number; otlpGrpcPort?: number } {
  const http = otlpHttpPort ?? (port === 0 ? undefined : 4318);
  const grpc = otlpGrpcPort ?? (port === 0 ? undefined : 4317);
  return { ...(http !== undefined && { otlpHttpPort: http }), ...(grpc !== undefined && { otlpGrpcPort: grpc }) };
}

/** Says where it listens, and leaves it running until Ctrl+C or SIGTERM. */
export async function runUntilStopped(xray: LocalXRay, dataDir: string, listenHost: string): Promise<void> {
  // Ready for a signal before the banner says that it runs.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void xray.close());
  const { receiveBufferBytes } = await xray.intake();
  process.stdout.write(
    formatBanner({ url: xray.url, listenHost, dataDir, receiveBufferBytes, doors: xray.doors }, paint.strong),
  );
}

function keyOf({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
}: NodeJS.ProcessEnv): SigningCredentials {
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  throw new Error('--check-signatures needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.');
}

/** A port; 0 is any. */
export function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return port;
}
