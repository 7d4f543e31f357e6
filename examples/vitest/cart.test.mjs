import { NodeSDK } from '@opentelemetry/sdk-node';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { startLocalXRay } from '@otel-xray/local';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { checkOut } from './cart.mjs';

// In the same process; a service of its own would get AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:<xray.udpPort>.
let xray;
let sdk;
beforeAll(async () => {
  xray = await startLocalXRay({ port: 0 });
  sdk = new NodeSDK({
    serviceName: 'cart',
    idGenerator: new AWSXRayIdGenerator(),
    spanProcessors: [new AWSXRaySpanProcessor({ target: xray, indexedAttributes: ['customer.id'] })],
    resourceDetectors: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
});
afterEach(() => xray.reset());
afterAll(async () => {
  await sdk.shutdown();
  await xray.close();
});

it('traces a checkout with a call for each price', async () => {
  expect(checkOut('c-1', ['lamp', 'desk'])).toBe(290);

  const trace = await xray.waitFor('service("cart") AND annotation[customer.id] = "c-1"');
  expect(trace.summary.HasFault).toBe(false);
  expect(trace.root.subsegments).toHaveLength(2);
});

it('is the same trace every time', async () => {
  expect(() => checkOut('c-2', ['lamp', 'sofa'])).toThrow('there is no sofa');

  await xray.waitFor('fault');
  expect(await xray.snapshot()).toMatchInlineSnapshot(`
    [
      [
        {
          "annotations": {
            "customer.id": "c-2",
          },
          "calls": [
            {
              "exceptions": [
                {
                  "message": "there is no sofa",
                  "type": "RangeError",
                },
              ],
              "fault": true,
              "name": "price",
            },
            {
              "name": "price",
            },
          ],
          "fault": true,
          "http": {
            "method": "POST",
            "status": 500,
            "url": "/checkout",
          },
          "name": "cart",
        },
      ],
    ]
  `);
});
