// A test of a traced function, without Lambda and without a container: node --test
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLocalXRay } from '@otel-xray/local';

const xray = await startLocalXRay({ port: 0 });
after(() => xray.close());

// Before the function is loaded, whose exporter reads them. AWS_SAM_LOCAL makes the wrapper create a trace header.
Object.assign(process.env, {
  AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.udpPort}`,
  AWS_LAMBDA_FUNCTION_NAME: 'orders',
  AWS_SAM_LOCAL: 'true',
});
const { handler } = await import('./src/handler.mjs');

const context = {
  functionName: 'orders',
  awsRequestId: 'request-1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
};

test('an order of an unknown item is a fault with its customer', async () => {
  const body = JSON.stringify({ customer: 'c-1', items: ['sofa'] });
  await assert.rejects(handler({ body }, context), RangeError);

  const trace = await xray.waitFor('service("orders") { fault } AND annotation.customer_id = "c-1"');
  assert.deepEqual(
    trace.segments.map(({ origin }) => origin),
    ['AWS::Lambda', 'AWS::Lambda::Function'],
  );
});
