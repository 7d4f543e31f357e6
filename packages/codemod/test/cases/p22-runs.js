const AWSXRay = require('aws-xray-sdk-core');
const ns = AWSXRay.getNamespace();

exports.value = (n) =>
  ns.runAndReturn(() => {
    const segment = new AWSXRay.Segment('value');
    AWSXRay.setSegment(segment);
    const out = AWSXRay.captureFunc('double', (sub) => {
      sub.addAnnotation('n', n);
      return n * 2;
    });
    segment.close();
    return out;
  });

exports.later = async (fails) =>
  ns.runPromise(async () => {
    const segment = new AWSXRay.Segment('later');
    AWSXRay.setSegment(segment);
    try {
      return await AWSXRay.captureAsyncFunc('part', async (sub) => {
        await null;
        if (fails) {
          sub.close(new Error('part fails'));
          return 'failed';
        }
        sub.close();
        return 'fine';
      });
    } finally {
      segment.close();
    }
  });
