// Runs a function under AWS Lambda's own runtime client, and measures the time that its caller waits for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

/**
 * Starts a function and invokes it.
 * @param {object} subject
 * @param {string[]} [subject.command] in front of Node: the wrapper of a layer
 * @param {string} subject.taskRoot folder of the function
 * @param {string} subject.handler
 * @param {Record<string, string>} [subject.env]
 * @param {{ client: string, daemonPort: number, invocations: number }} setting `client` is the runtime client's `index.mjs`
 * @returns {Promise<{ init: Millis, invocations: Millis[] }>} `init` ends with the process's first request for work, an invocation with
 *   its next one
 *
 * @typedef {{ cpu: number, elapsed: number }} Millis `cpu` of all threads: other processes of a busy machine change it little
 */
export async function measureFunction({ command = [], taskRoot, handler, env = {} }, setting) {
  const measured = { init: undefined, invocations: [] };
  const done = Promise.withResolvers();
  let start = 0;
  let cpuAtStart = 0;
  let handedOut = 0;
  const server = createServer((request, response) => {
    if (!request.url.endsWith('/next')) {
      if (request.url.endsWith('/init/error')) done.reject(new Error(`${handler} of ${taskRoot} does not start`));
      request.resume().on('end', () => response.writeHead(202).end('{}'));
      return;
    }
    const elapsed = performance.now() - start;
    const cpuNow = cpuMillis(child.pid);
    const passed = { cpu: cpuNow - cpuAtStart, elapsed };
    cpuAtStart = cpuNow;
    if (handedOut === 0) measured.init = passed;
    else measured.invocations.push(passed);
    if (handedOut === setting.invocations) return done.resolve();
    handedOut++;
    response.writeHead(200, headersOf(handedOut)).end('{}');
    start = performance.now();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [file, ...args] = [...command, process.execPath, setting.client];
  start = performance.now();
  const child = spawn(file, args, {
    cwd: taskRoot,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: 'dummy',
      AWS_SECRET_ACCESS_KEY: 'dummy',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.address().port}`,
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${setting.daemonPort}`,
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: handler,
      ...env,
    },
  });
  const closed = once(child, 'close');
  closed.then(() => done.reject(new Error(`${handler} of ${taskRoot} ended`)));
  try {
    await done.promise;
  } finally {
    child.kill('SIGKILL');
    await closed;
    server.closeAllConnections();
    server.close();
  }
  return measured;
}

/** CPU time of a process and its threads so far. Source: https://docs.kernel.org/scheduler/sched-stats.html */
function cpuMillis(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
function headersOf(number) {
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': `request-${number}`,
    'lambda-runtime-deadline-ms': String(Date.now() + 60_000),
    'lambda-runtime-invoked-function-arn': ARN,
    'lambda-runtime-trace-id': `Root=1-${seconds}-${String(number).padStart(24, '0')};Parent=00000000000000fa;Sampled=1`,
  };
}
