import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type RunningProcess, root, runNode } from './run-process.ts';

/** How an invocation ended. */
interface Answer {
  readonly kind: 'response' | 'error';
  readonly body: Record<string, unknown>;
}

/** A stand-in for AWS Lambda around one function: its runtime API, and its freezer. */
export interface LambdaService {
  /**
   * Thaws the sandbox, runs one invocation and freezes the sandbox again as soon as the runtime requests the next one.
   * @returns nothing after the time limit: the process is killed then, as Lambda does
   */
  invoke(event: unknown, traceHeader: string, timeoutMillis?: number): Promise<Answer | undefined>;
  close(): Promise<void>;
}

export const FUNCTION_NAME = 'orders';
export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

/** Starts a function; resolves when its module is loaded and the sandbox is frozen. */
export async function startLambda(taskRoot: string, env: NodeJS.ProcessEnv): Promise<LambdaService> {
  let asked: (response: ServerResponse) => void = () => {};
  let next = new Promise<ServerResponse>((resolve) => {
    asked = resolve;
  });
  let answered: (answer: Answer) => void = () => {};
  const server = createServer(async (request, response) => {
    if (request.url?.endsWith('/next')) {
      asked(response);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.writeHead(202).end();
    const kind = request.url?.endsWith('/error') ? 'error' : 'response';
    answered({ kind, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sandbox: RunningProcess = runNode([join(root, 'test/e2e/apps/lambda-runtime.mjs')], {
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    AWS_LAMBDA_FUNCTION_NAME: FUNCTION_NAME,
    LAMBDA_TASK_ROOT: taskRoot,
    ...env,
  });
  const asksForNext = async (): Promise<ServerResponse> => {
    const response = await Promise.race([
      next,
      sandbox.ended.then(({ errors }) => Promise.reject(new Error(`the function ended: ${errors}`))),
    ]);
    sandbox.kill('SIGSTOP');
    return response;
  };
  let waiting = await asksForNext();
  let invocations = 0;

  return {
    async invoke(event, traceHeader, timeoutMillis = 10_000) {
      const answer = new Promise<Answer>((resolve) => {
        answered = resolve;
      });
      next = new Promise((resolve) => {
        asked = resolve;
      });
      const deadline = Date.now() + timeoutMillis;
      waiting.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': `request-${++invocations}`,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': FUNCTION_ARN,
        ...(traceHeader !== '' && { 'lambda-runtime-trace-id': traceHeader }),
      });
      waiting.end(JSON.stringify(event));
      sandbox.kill('SIGCONT');
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), deadline - Date.now());
      });
      const given = await Promise.race([answer, late]);
      clearTimeout(timer);
      if (given === undefined) sandbox.kill('SIGKILL');
      else waiting = await asksForNext();
      return given;
    },
    async close() {
      sandbox.kill('SIGKILL');
      await sandbox.ended;
      server.closeAllConnections();
      server.close();
    },
  };
}
