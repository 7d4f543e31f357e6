const { NodeSDK } = require('@opentelemetry/sdk-node');
const { AWSXRaySpanProcessor } = require('@otel-xray/exporter');
const { AWSXRayIdGenerator } = require('@otel-xray/id-generator');
const { startLocalXRay } = require('@otel-xray/local');
const { ship } = require('./ship.js');

let xray;
let sdk;
beforeAll(async () => {
  xray = await startLocalXRay({ port: 0 });
  sdk = new NodeSDK({
    serviceName: 'shipping',
    idGenerator: new AWSXRayIdGenerator(),
    spanProcessors: [new AWSXRaySpanProcessor({ target: xray, indexedAttributes: ['parcel.weight'] })],
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

it('traces what is shipped', async () => {
  expect(ship(2)).toBe('on its way');

  const { summary } = await xray.waitFor('service("shipping") AND annotation[parcel.weight] = 2');
  expect(summary.HasFault).toBe(false);
});

it('traces why a parcel stays, the same every time', async () => {
  expect(() => ship(31)).toThrow('too heavy');

  await xray.waitFor('fault');
  expect(await xray.snapshot()).toEqual([
    [
      {
        name: 'shipping',
        fault: true,
        annotations: { 'aws.local.operation': 'ship', 'parcel.weight': 31 },
        exceptions: [{ type: 'RangeError', message: 'too heavy' }],
      },
    ],
  ]);
});
