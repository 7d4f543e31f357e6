// Runs the function of examples/lambda on this machine, as SAM local does: Local X-Ray infers the segments that Lambda would record.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLambda } from '../../test/e2e/lambda-service.ts';

const root = join(import.meta.dirname, '../..');
const ORDERS = [
  ['c-1', 'lamp', 'desk'],
  ['c-2', 'lamp'],
  ['c-3', 'desk', 'desk'],
  // It has no price.
  ['c-1', 'sofa'],
];

/**
 * Bundles the function, invokes it once per order, and waits for the traces.
 * @param {import('@otel-xray/local').LocalXRay} xray
 */
export async function invokeExample(xray) {
  const dynamodb = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}'));
  }).listen(0, '127.0.0.1');
  await once(dynamodb, 'listening');
  const taskRoot = mkdtempSync(join(tmpdir(), 'otel-xray-lambda-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'examples/lambda/bundle.mjs'), taskRoot]);
    if (status !== 0) throw new Error(`bundle.mjs ended with ${status}: ${stderr}`);
    symlinkSync(join(root, 'node_modules'), join(taskRoot, 'node_modules'));
    const lambda = await startLambda(taskRoot, {
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${xray.udpPort}`,
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${dynamodb.address().port}`,
      AWS_SAM_LOCAL: 'true',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      TABLE: 'orders-table',
    });
    for (const [customer, ...items] of ORDERS) await lambda.invoke(orderEvent(customer, items), '');
    await xray.waitFor('service("orders") { fault }');
    await lambda.close();
  } finally {
    dynamodb.closeAllConnections();
    dynamodb.close();
    rmSync(taskRoot, { recursive: true });
  }
}

function orderEvent(customer, items) {
  return {
    version: '2.0',
    rawPath: '/orders',
    requestContext: { http: { method: 'POST', path: '/orders', sourceIp: '203.0.113.9' } },
    body: JSON.stringify({ customer, items }),
  };
}
