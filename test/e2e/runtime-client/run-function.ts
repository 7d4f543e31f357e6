import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { SegmentDocument } from '@otel-xray/format';
import { root } from '../run-process.ts';

/** An answer of the runtime client to the Runtime API. */
export interface Answer {
  readonly kind: 'response' | 'error' | 'init error';
  readonly body: string;
  /** `streaming` for a streamed response. */
  readonly mode: string | undefined;
  /** Reported behind the body of a stream that failed half way. */
  readonly trailers: Readonly<Record<string, string | undefined>>;
}

export interface FunctionRun {
  readonly answers: readonly Answer[];
  /** Sent to the daemon's address, in order. */
  readonly documents: readonly SegmentDocument[];
  /** Written to standard error. */
  readonly errors: string;
  /** Written to standard output, by the console too once the runtime client has replaced its methods. */
  readonly output: string;
}

export interface FunctionOptions {
  /** Path of the runtime client's `index.mjs`. */
  readonly client: string;
  readonly taskRoot: string;
  readonly handler: string;
  /** Default: `orders`. */
  readonly functionName?: string;
  /** Whether the function runs below the layer, or the folder of another layer. */
  readonly layer: boolean | string;
  /** Path of Node. Default: the one that runs the test. */
  readonly node?: string;
  readonly events?: readonly unknown[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Where `npm run build` unpacks the layer. */
export const LAYER: string = join(root, 'packages/lambda-layer/dist/layer');

/** The parent in every trace header: the function's segment, which Lambda itself records. */
export const FUNCTION_SEGMENT = '00000000000000fa';
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:';

/** Runs a function under a Runtime API of our own until each event is answered or its module has failed to load. */
export async function runFunction(options: FunctionOptions): Promise<FunctionRun> {
  const daemon = await startDaemon();
  const { layer, client, taskRoot, handler, env, node = process.execPath, functionName = 'orders' } = options;
  const api = await startRuntimeApi(functionName, options.events ?? [{}]);
  const command = [node, client];
  if (layer !== false) command.unshift(join(layer === true ? LAYER : layer, 'otel-xray-wrapper'));
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd: taskRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: 'dummy',
      AWS_SECRET_ACCESS_KEY: 'dummy',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.port}`,
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.port}`,
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: handler,
      ...env,
    },
  });
  let errors = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const closed = once(child, 'close');
  await Promise.race([api.done, closed]);
  child.kill('SIGKILL');
  await closed;
  api.close();
  return { answers: api.answers, documents: await daemon.close(), errors, output };
}

interface Daemon {
  readonly port: number;
  /** Returns the documents that have arrived. */
  close(): Promise<SegmentDocument[]>;
}

async function startDaemon(): Promise<Daemon> {
  const socket = createSocket('udp4');
  const documents: SegmentDocument[] = [];
  let ended = (): void => {};
  socket.on('message', (datagram) => {
    const text = datagram.toString('utf8');
    if (text === END) ended();
    else documents.push(JSON.parse(text.slice(text.indexOf('\n') + 1)));
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    port,
    async close() {
      // Behind everything that the function has sent.
      const end = new Promise<void>((resolve) => {
        ended = resolve;
      });
      socket.send(END, port, '127.0.0.1');
      await end;
      socket.close();
      return documents;
    },
  };
}

const END = 'end';

interface RuntimeApi {
  readonly port: number;
  readonly answers: readonly Answer[];
  /** Resolves when the last event is answered and the client has requested the next one. */
  readonly done: Promise<void>;
  close(): void;
}

// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
async function startRuntimeApi(functionName: string, events: readonly unknown[]): Promise<RuntimeApi> {
  const answers: Answer[] = [];
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  let handedOut = 0;
  // A client with worker threads requests work while others of its invocations run.
  let isIdle = false;
  const finishIfDone = (): void => {
    if (isIdle && answers.length === events.length) finish();
  };
  const handOut = (response: ServerResponse): void => {
    if (handedOut === events.length) {
      isIdle = true;
      finishIfDone();
      return;
    }
    const event = events[handedOut++];
    const seconds = Math.floor(Date.now() / 1_000).toString(16);
    const rest = randomBytes(12).toString('hex');
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': `request-${handedOut}`,
      'lambda-runtime-deadline-ms': String(Date.now() + 10_000),
      'lambda-runtime-invoked-function-arn': `${ARN}${functionName}`,
      'lambda-runtime-trace-id': `Root=1-${seconds}-${rest};Parent=${FUNCTION_SEGMENT};Sampled=1`,
    });
    response.end(JSON.stringify(event));
  };
  const server = createServer(async (request, response) => {
    if (request.url?.endsWith('/next')) return handOut(response);
    answers.push(await readAnswer(request));
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (request.url?.endsWith('/init/error')) finish();
    else finishIfDone();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    answers,
    done,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readAnswer(request: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { url = '', headers, trailers } = request;
  return {
    kind: url.endsWith('/init/error') ? 'init error' : url.endsWith('/error') ? 'error' : 'response',
    body: Buffer.concat(chunks).toString('utf8'),
    mode: headers['lambda-runtime-function-response-mode'] as string | undefined,
    trailers: { ...trailers },
  };
}
