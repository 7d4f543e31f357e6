// A service traced with the X-Ray SDK, which sends to the daemon in AWS_XRAY_DAEMON_ADDRESS by UDP and asks it for sampling rules.
const http = require('node:http');
const AWSXRay = require('aws-xray-sdk-core');

AWSXRay.captureHTTPsGlobal(http);
// When more subsegments than this are open, those that end their segment and are sent on their own.
AWSXRay.setStreamingThreshold(3);

const bank = http.createServer((_, answer) => answer.writeHead(402).end());
bank.listen(0, '127.0.0.1', () => {
  const segment = new AWSXRay.Segment('shop');
  AWSXRay.getNamespace().run(async () => {
    AWSXRay.setSegment(segment);
    segment.addAnnotation('customer', 'c-1');
    segment.addMetadata('cart', { items: 2 });
    segment.setUser('alice');
    const steps = [0, 1, 2, 3, 4].map((i) => segment.addNewSubsegment(`step ${i}`));
    for (const step of steps) step.close();
    try {
      AWSXRay.captureFunc('price', () => {
        throw new RangeError('there is no sofa');
      });
    } catch {
      // The subsegment has it.
    }
    await new Promise((done) =>
      http.get({ port: bank.address().port, host: '127.0.0.1' }, (answer) => answer.resume().on('end', done)),
    );
    segment.close();
    bank.close();
    console.log(segment.trace_id, await ruleOf({ service_name: 'shop', http_method: 'GET', url_path: '/', host: 'h' }));
    // Its pollers would hold the process.
    process.exit();
  });
});

/** The name of the rule by which a request is sampled, once the rules have come; it decides without them until then. */
async function ruleOf(request) {
  const { sampler } = AWSXRay.middleware;
  for (let i = 0; i < 100; i++) {
    const rule = sampler.shouldSample(request);
    if (typeof rule === 'string' && rule !== 'Default') return rule;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}
