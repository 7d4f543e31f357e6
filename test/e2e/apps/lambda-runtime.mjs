// The loop of Lambda's Node.js runtime, as far as a handler can see it: requests the next invocation from the runtime API, sets its trace
// header, calls the handler, answers. The official client does the same and compiles an add-on when it is installed.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, AWS_LAMBDA_FUNCTION_NAME } = process.env;
const invocations = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const { handler } = await import(pathToFileURL(join(LAMBDA_TASK_ROOT, 'handler.mjs')).href);

for (;;) {
  const next = await fetch(`${invocations}/next`);
  const event = await next.json();
  const header = (name) => next.headers.get(`lambda-runtime-${name}`);
  const traceHeader = header('trace-id');
  if (traceHeader) process.env._X_AMZN_TRACE_ID = traceHeader;
  else delete process.env._X_AMZN_TRACE_ID;
  const deadline = Number(header('deadline-ms'));
  const awsRequestId = header('aws-request-id');
  const context = {
    awsRequestId,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: header('invoked-function-arn'),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    await post(`${awsRequestId}/response`, await handler(event, context));
  } catch (error) {
    await post(`${awsRequestId}/error`, { errorType: error.name, errorMessage: error.message });
  }
}

async function post(path, body) {
  const answer = await fetch(`${invocations}/${path}`, { method: 'POST', body: JSON.stringify(body ?? null) });
  await answer.arrayBuffer();
}
