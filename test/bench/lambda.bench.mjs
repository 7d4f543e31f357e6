// What an invocation of a wrapped handler costs above the handler itself: its span, translation, one datagram, and the flush before the answer.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { importBuilt, requirePeer, shareOneApi } from './peers.mjs';
import { median } from './race.mjs';
import { makeTracer } from './workload.mjs';

export const packages = ['format', 'translator', 'id-generator', 'propagator', 'exporter', 'lambda'];

const BARE = 'the handler alone';
const ROUNDS = 15;
const INVOCATIONS = 200;
const CONTEXT = {
  awsRequestId: 'request',
  functionName: 'orders',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  getRemainingTimeInMillis: () => 3_000,
};

export async function run() {
  shareOneApi();
  process.env._X_AMZN_TRACE_ID = 'Root=1-65530f1e-000000000000000000000001;Parent=00000000000000aa;Sampled=1';
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'orders';
  const receiver = createSocket('udp4').on('message', () => {});
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { AWSXRaySpanProcessor } = await importBuilt('exporter');
  const { AWSXRayIdGenerator } = await importBuilt('id-generator');
  const { wrapHandler } = await importBuilt('lambda');
  const processor = new AWSXRaySpanProcessor({ daemonAddress: `127.0.0.1:${receiver.address().port}` });
  const { provider } = makeTracer([processor], new AWSXRayIdGenerator());
  requirePeer('@opentelemetry/api').trace.setGlobalTracerProvider(provider);
  const handler = async () => ({ statusCode: 200 });
  const subjects = { [BARE]: handler, wrapHandler: wrapHandler(handler) };

  const millis = { [BARE]: [], wrapHandler: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [subject, invoke] of Object.entries(subjects)) {
      const start = performance.now();
      for (let n = 0; n < INVOCATIONS; n++) await invoke({}, CONTEXT);
      millis[subject].push((performance.now() - start) / INVOCATIONS);
    }
  }
  await provider.shutdown();
  receiver.close();
  return Object.entries(millis).map(([subject, each]) => ({
    what: 'an invocation',
    subject,
    reference: BARE,
    ratio: median(each) / median(millis[BARE]),
    value: `${(1_000 * median(each)).toFixed(1)} µs`,
  }));
}
