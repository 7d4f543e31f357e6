import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LAMBDA_EVENTS } from '../recorder/lambda-events.mjs';

const FUNCTION = fileURLToPath(new URL('../recorder/function.cjs', import.meta.url));
const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:orders';

// Lambda with OpenTelemetry's own instrumentation: an invocation with an event of each kind.
export default {
  service: 'orders',
  instrumentations: { 'aws-lambda': {} },
  env: {
    AWS_LAMBDA_FUNCTION_NAME: 'orders',
    LAMBDA_TASK_ROOT: dirname(FUNCTION),
    _HANDLER: 'function.handler',
  },
  async run({ load, record }) {
    const { handler } = load(FUNCTION);
    const invocation = {
      awsRequestId: 'r-1',
      functionName: 'orders',
      invokedFunctionArn: ARN,
      getRemainingTimeInMillis: () => 3_000,
    };
    for (const [kind, event] of Object.entries(LAMBDA_EVENTS)) await record(kind, () => handler(event, invocation));
    await record('custom client context', () =>
      handler(
        {},
        {
          ...invocation,
          clientContext: { Custom: { traceparent: '00-6553f1000000000000000000000000aa-00000000000000aa-01' } },
        },
      ),
    );
  },
};
